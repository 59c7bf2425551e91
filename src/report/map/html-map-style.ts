/** What the page of the map adds to the style sheet of the reports. */
export const PAGE_STYLE = [
  "figure{margin:1rem 0;overflow-x:auto;border:1px solid var(--rule);border-radius:8px}",
  "figure svg{display:block;max-width:100%;min-width:48rem;height:auto;margin:0 auto}",
  "h2.part{font-size:1.3rem;margin:2.5rem 0 .75rem}h3{font-size:1.1rem;margin:1.75rem 0 .5rem;overflow-wrap:anywhere}section>h3{margin-top:0}h3 code{font-size:1em;font-weight:600}h4{font-size:1rem;margin:0 0 .25rem;overflow-wrap:anywhere}",
  "section:target,details:target{outline:2px solid var(--info);outline-offset:4px;border-radius:4px}",
  "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.25rem 0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere;min-width:0}",
  "ol.steps{padding-left:1.5rem}ol.steps li{margin:.35rem 0;overflow-wrap:anywhere}.place{color:var(--quiet);margin:.35rem 0 0}",
  "pre{margin:.25rem 0 .75rem}section details{border:0;padding:.25rem 0}",
  "@media (max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.35rem}ol.steps{padding-left:1.1rem}pre{padding:.5rem}}",
  "@media print{figure{overflow:visible;border:0}figure svg{min-width:0}details::details-content{content-visibility:visible;height:auto}}",
].join("\n");
