"""Invented public documents of an invented city."""

NOTICE = """云政办发〔2024〕12号
云泽市人民政府办公室关于印发
云泽市城市绿道管理办法的通知
各县（市、区）人民政府，市政府各部门、各直属机构：
《云泽市城市绿道管理办法》已经市政府同意，现印发给你们，请认真贯彻执行。
附件：1.绿道名录
2.管护责任清单
云泽市人民政府办公室
2024年3月5日
（此件公开发布）
云泽市城市绿道管理办法
第一章 总 则
第一条 为加强绿道管理，制定本办法。
第二章 附 则
第二条 本办法自2024年5月1日起施行，有效期至2029年4月30日。
附件1
绿道名录
一号绿道
抄送：市委各部门，市人大常委会办公室。
云泽市人民政府办公室 2024年3月6日印发
"""

ORDER = """云泽市人民政府令
第 8 号
《云泽市犬只管理规定》已经2023年11月2日市人民政府第20次常务会议通过，现予公布，自2024年1月1日起施行。
市 长  文 一
二〇二三年十一月十日
云泽市犬只管理规定
第一条 为规范养犬，制定本规定。
"""

JOINT = """云泽市财政局 云泽市民政局
关于做好冬季救助工作的通知
云财社〔2023〕45号
各县区财政局、民政局：
现将有关事项通知如下：
一、加强领导
要高度重视。
云泽市财政局 云泽市民政局
2023年11月20日
"""

PAGE = """<!DOCTYPE html><html><head><title>云泽市人民政府关于公布河湖名录的通告_云泽市人民政府网站</title>
<meta name="PubDate" content="2024-06-03 09:00"><script>alert(1)</script></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zfwj/">政府文件</a></div>
<table><tr><td>索 引 号：</td><td>11330000MB1234567X/2024-00031</td>
<td>主题分类：</td><td>农业、林业、水利\\水利</td></tr>
<tr><td>发文机关：</td><td>云泽市人民政府</td><td>成文日期：</td><td>２０２４年０５月３１日</td></tr>
<tr><td>标　　题：</td><td colspan="3">云泽市人民政府关于公布河湖名录的通告</td></tr>
<tr><td>发文字号：</td><td>云政发[2024] 7号</td><td>发布日期：</td><td>2024-06-03</td></tr>
<tr><td>主 题 词：</td><td>水利　河湖　通告</td><td>公开方式：</td><td>主动公开</td></tr></table>
<div id="zoom"><p style="text-align:center">云泽市人民政府关于公布河湖名录的通告</p>
<p style="text-align:center">云政发〔2024〕7号</p>
<p>根据有关规定，现将全市河湖名录予以公布，自公布之日起施行，请社会各界共同爱护。</p>
<table><tr><th>名称</th><th>长度</th></tr><tr><td>云河</td><td>12公里</td></tr><tr><td>泽湖</td><td>—</td></tr></table>
<p onclick="evil()">附件：<a href="/files/a.docx">河湖名录.docx</a> <img src="x" onerror="alert(1)"></p>
<p style="text-align:right">云泽市人民政府</p><p style="text-align:right">2024年5月31日</p>
<p>分享：</p></div>
<div class="footer">版权所有</div></body></html>"""
