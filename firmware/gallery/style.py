"""How the gallery's page looks: the wall's own colours, one radius, one gap, and nothing that moves.

It stands in the page itself, so that the page opens from a file on a machine without a network.
"""

from typing import Final

STYLE: Final = """
:root{--ground:#0b1b33;--panel:#12284a;--chip:#1d3b69;--ink:#fff;--soft:#b9c7dc;--value:#5fe0c6;--accent:#ffc845}
*{box-sizing:border-box}
html{color-scheme:dark;background:var(--ground);color:var(--ink);scroll-behavior:smooth;scroll-padding-top:32px;
 font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-feature-settings:"tnum"}
body{margin:0;display:grid;grid-template-columns:264px minmax(0,1fr)}
a{color:inherit;text-decoration:none}
a:focus-visible,audio:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
nav{position:sticky;top:0;height:100vh;overflow:auto;scrollbar-width:none;padding:40px 16px 40px 40px}
nav b{display:block;margin:28px 0 6px;color:var(--soft);font-size:13px;font-weight:600}
nav a{display:flex;justify-content:space-between;gap:12px;padding:5px 12px;margin-left:-12px;border-radius:8px;
 font-weight:500}
nav a:hover{background:var(--panel)}
nav span{color:var(--soft);font-weight:400}
main{padding:40px 48px 120px 24px;max-width:1640px}
header{margin-bottom:56px}
h1{font-size:44px;line-height:1.15;margin:0 0 12px;font-weight:700;letter-spacing:-.02em}
header p{color:var(--soft);font-size:18px;margin:0;max-width:760px}
section{margin:0 0 72px}
h2{font-size:28px;line-height:1.2;margin:0 0 4px;font-weight:700;letter-spacing:-.01em}
section>p{color:var(--soft);margin:0 0 22px;max-width:760px}
.room{display:grid;gap:18px;grid-template-columns:repeat(auto-fill,minmax(460px,1fr))}
.room.slips{grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}
.room.voice,.room.lamps,.room.small{grid-template-columns:repeat(auto-fill,minmax(380px,1fr))}
figure{margin:0;background:var(--panel);border-radius:16px;padding:16px;display:flex;flex-direction:column;gap:14px}
figure .shots{display:flex;gap:12px;align-items:flex-start}
figure .shots a{display:block;flex:var(--ratio) 1 0;min-width:0}
figure img{display:block;width:100%;height:auto;border-radius:6px;background:var(--ground)}
.slips figure .shots{justify-content:center;background:var(--chip);border-radius:8px;padding:22px 16px}
.slips figure .shots a{flex:0 1 auto;width:calc(var(--wide)*.34px)}
.slips figure img{border-radius:1px;background:#fff}
.small figure img{border:10px solid #000;border-radius:8px}
figcaption b{display:block;color:var(--ink);font-weight:600;font-size:17px}
figcaption{color:var(--soft);font-size:15px}
figcaption em{display:block;font-style:normal;font-size:13px;margin-top:6px}
figcaption i{display:block;margin-top:6px;font-style:normal;font-size:13px}
figcaption i a{color:var(--value);margin-right:14px;white-space:nowrap}
figcaption i a:hover{text-decoration:underline}
audio{width:100%;height:40px;border-radius:20px}
.wave{display:block;width:100%;height:64px}
.wave path{fill:var(--value)}
footer{color:var(--soft);font-size:14px}
@media(max-width:900px){body{display:block}nav{display:none}main{padding:24px 16px}
 .room,.room.voice,.room.lamps,.room.small{grid-template-columns:1fr}}
@media print{:root{--ground:#fff;--panel:#eee;--ink:#000;--soft:#333}nav,audio{display:none}body{display:block}}
"""
