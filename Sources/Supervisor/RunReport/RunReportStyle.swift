/// The style of a report's page.
enum RunReportStyle {
  static let css = """
    :root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--text:#1d2125;--dim:#646b73;--line:#e2e3e1;--code:#f1f2f0;
    --good:#1a7f45;--waits:#946000;--bad:#c02c2c;--link:#1558b0;
    --agent:#3c78d8;--verify:#8a63c9;--sandbox:#5aa9a0;--publishing:#3f9c4d;--waiting:#e2a72e;--restarting:#d9534a;
    --starting:#a7adb4;--idle:#e6e7e5;--done:#dcefe1;--open:#f6e7c8}
    @media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2024;--text:#e4e6e8;--dim:#98a0a8;--line:#30363c;
    --code:#252a2f;--good:#57c07d;--waits:#e0b050;--bad:#f08178;--link:#7db2f5;
    --agent:#5b93ea;--verify:#a684e0;--sandbox:#5fb3aa;--publishing:#58b368;--waiting:#d9a436;--restarting:#e0685f;
    --starting:#6d747c;--idle:#2c3136;--done:#22402d;--open:#4a3c1c}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--bg);color:var(--text);
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Ubuntu,Cantarell,"DejaVu Sans",sans-serif;
    overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
    main{max-width:1080px;margin:0 auto;padding:28px 20px 40px}
    h1{font-size:26px;line-height:1.25;margin:6px 0 4px;letter-spacing:-.01em}
    h2{font-size:13px;font-weight:650;letter-spacing:.05em;text-transform:uppercase;color:var(--dim);margin:34px 0 10px}
    h3{font-size:16px;line-height:1.4;margin:0 0 4px}
    p{margin:0 0 6px}.over{margin:0}.dim{color:var(--dim)}a{color:var(--link);text-underline-offset:2px}
    code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    pre{margin:6px 0;white-space:pre-wrap}
    .chip{display:inline-block;font-size:12px;line-height:18px;font-weight:600;padding:0 8px;border-radius:9px;
    background:var(--code);color:var(--dim);white-space:nowrap;vertical-align:1px}
    header .chip{white-space:normal}
    .chip.delivered,.chip.finished{color:var(--good)}
    .chip.not-ready,.chip.paused,.chip.blocked,.chip.unchanged,.chip.running,.chip.restarting{color:var(--waits)}
    .chip.failed,.chip.cut-off{color:var(--bad)}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(112px,1fr));gap:1px;margin:20px 0 0;
    background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden}
    .tile{background:var(--card);padding:12px 14px}
    .tile b{display:block;font-size:21px;line-height:1.25;font-variant-numeric:tabular-nums}
    .tile span{line-height:1.3;display:block;color:var(--dim);font-size:13px}
    .card{background:var(--card);border:1px solid var(--line);border-left:3px solid var(--waits);border-radius:8px;
    padding:14px 16px;margin:0 0 10px}
    .card.failed{border-left-color:var(--bad)}.card>:last-child{margin-bottom:0}
    .why{color:var(--dim);margin:0 0 6px}.do{font-weight:600}
    .command{background:var(--code);border-radius:6px;padding:6px 10px}
    ul,ol{list-style:none;margin:0;padding:0}
    section>ul:not(.legend){background:var(--card);border:1px solid var(--line);border-radius:8px}
    section>ul:not(.legend)>li,summary{display:flex;gap:4px 20px;justify-content:space-between;flex-wrap:wrap;
    padding:9px 16px}
    section>ul:not(.legend)>li+li{border-top:1px solid var(--line)}
    .what{flex:1 1 320px;min-width:0}.more{color:var(--dim);font-size:13.5px;font-variant-numeric:tabular-nums;
    white-space:pre-wrap}
    .legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;margin:0 0 12px}
    svg+.legend{margin:10px 0 0}
    .legend i{display:inline-block;width:10px;height:10px;border-radius:2px}
    .row{margin:0 0 8px}.row p{display:flex;gap:8px;margin:0 0 2px;font-size:13.5px}
    .row .name{min-width:0;overflow-wrap:anywhere}
    svg{display:block;overflow:hidden}svg text{font-size:11px;fill:var(--dim);font-variant-numeric:tabular-nums}
    .grid{stroke:var(--line)}.crash{stroke:var(--bad);stroke-width:2}
    .issue.done rect{fill:var(--done)}.issue.open rect{fill:var(--open)}.issue rect{stroke:var(--bg);stroke-width:1}.issue text{font-size:10.5px;fill:var(--text)}
    .plan{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:0 0 8px}
    summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
    .plan>:not(summary){margin:0 16px 12px}.plan[open]>summary{margin-bottom:2px}
    .issues li{display:flex;flex-wrap:wrap;gap:2px 20px;justify-content:space-between;padding:5px 0;
    border-top:1px solid var(--line)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:13.5px;
    border-top:1px solid var(--line);padding-top:8px}
    dt{color:var(--dim)}dd{margin:0;min-width:0}
    footer{margin-top:36px;font-size:13px}
    @media (max-width:560px){main{padding:18px 14px 30px}h1{font-size:22px}dl{grid-template-columns:1fr;gap:0}
    dd{margin-bottom:6px}.tiles{grid-template-columns:repeat(3,1fr)}.tiles .tile:last-child:nth-child(3n+1){grid-column:1/-1}.tile{padding:10px 12px}
    section>ul:not(.legend)>li,summary{padding:9px 12px}.what{flex-basis:100%}}
    @media print{body{background:#fff}.card,.plan{break-inside:avoid}}
    """ + kinds

  /// Colours by kind of work, for rectangles and for the legend.
  private static var kinds: String {
    (WorkKind.allCases.map(\.rawValue) + ["idle"])
      .map { ".k-\($0){fill:var(--\($0));background:var(--\($0))}" }.joined()
  }
}
