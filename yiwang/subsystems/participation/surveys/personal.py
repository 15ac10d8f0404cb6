"""Might these words still tell who somebody is, after numbers were masked? Worth a look, not a block."""

import re

from yiwang.kernel.organizations import masking

_SIGNS = (
    re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),  # fixed telephones
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}"),
    re.compile(r"\d+\s*(?:号楼|栋|幢|单元|室|号院)"),
    re.compile(r"(?:我叫|我是|本人|姓名[:：]?|身份证|微信|QQ|电话|手机)"),
)


def is_suspicious(text: str) -> bool:
    """Also where numbers were masked: what stands around them may say the same."""
    if masking.text(text) != text or masking.suspicions(text):
        return True
    return any(sign.search(text) for sign in _SIGNS)
