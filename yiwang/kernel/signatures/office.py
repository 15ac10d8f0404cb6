"""What do the key managers see and decide?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.signatures import actions, queries
from yiwang.kernel.signatures.forms import CertificateSearchForm, ReasonForm, TrustForm
from yiwang.kernel.signatures.models import Certificate, SigningKey
from yiwang.kernel.signatures.rules import KEYS_MANAGE


@require_safe
@office(KEYS_MANAGE)
def certificates(request: OfficeRequest) -> HttpResponse:
    form = CertificateSearchForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {"side": "", "state": "", "q": ""}
    page = queries.listed(told["side"], told["state"], told["q"].strip(), request.GET.get("page"))
    context = {"form": form, "page": page, "side": told["side"], "now": now()}
    return render(request, "signatures/certificates.html", context)


@require_safe
@office(KEYS_MANAGE)
def certificate(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    key = _key_of(row)
    context = {
        "certificate": row,
        "key": key,
        "history": queries.keys_of_owner(key) if key else [],
        "issuer": Certificate.objects.filter(fingerprint=row.issuer_fingerprint).first(),
        "now": now(),
    }
    return render(request, "signatures/certificate.html", context)


@require_safe
@office(KEYS_MANAGE)
def download(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    response = HttpResponse(row.pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="certificate-{row.serial}.pem"'
    return response


@office(KEYS_MANAGE)
def rotate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first: a new authority must be made known to every other node."""
    row = _found(pk)
    if request.method == "POST":
        new = actions.rotate(request.actor, row)
        messages.success(request, f"已更换“{new.name}”的密钥，原证书签过的文件继续有效。")
        return redirect(new.address)
    return render(request, "signatures/rotate.html", {"certificate": row, "key": _key_of(row)})


@office(KEYS_MANAGE)
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke(request.actor, row, form.cleaned_data["reason"])
        messages.success(request, f"已吊销“{row.name}”的证书，将随下一次联络通知其他节点。")
        return redirect(row.address)
    return _asked(request, "signatures/revoke.html", {"certificate": row, "form": form})


@require_safe
@office(KEYS_MANAGE)
def authorities(request: OfficeRequest) -> HttpResponse:
    page = queries.authorities(request.GET.get("page"))
    return render(request, "signatures/authorities.html", {"page": page, "now": now()})


@office(KEYS_MANAGE)
def trust(request: OfficeRequest) -> HttpResponse:
    form = TrustForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            row = actions.trust_authority(request.actor, told["pem"], told["node_code"])
            messages.success(request, f"已信任节点 {row.node_code} 的签发机构“{row.name}”。")
            return redirect("signatures:authorities")
    except Refused as refused:
        refused.show_in(form)
    return _asked(request, "signatures/trust.html", {"form": form})


@office(KEYS_MANAGE)
def distrust(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Certificate.objects.authorities(), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.distrust_authority(request.actor, row, form.cleaned_data["reason"])
        messages.success(request, f"已取消对节点 {row.node_code} 签发机构“{row.name}”的信任。")
        return redirect("signatures:authorities")
    return _asked(request, "signatures/distrust.html", {"certificate": row, "form": form})


def _found(pk: int) -> Certificate:
    return get_object_or_404(Certificate, pk=pk)


def _key_of(certificate: Certificate) -> SigningKey | None:
    return SigningKey.objects.select_related("unit").filter(certificate=certificate).first()


def _asked(request: OfficeRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, template, context, status=422 if request.method == "POST" else 200)
