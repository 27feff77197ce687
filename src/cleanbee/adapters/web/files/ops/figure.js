/** A figure: its first column as bars, and beside the picture all its numbers as a table. */
import { api } from "../core/api.js";
import { html } from "../core/html.js";
import { useThing } from "../core/store.js";
import { day } from "../core/when.js";
import { language, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { valued } from "./numbers.js";
import { useWide } from "./wide.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Figure"]} Read @typedef {Read["name"]} Name */

const HEIGHT = 180;
const FLOOR = HEIGHT - 22;
const ROOMY = { width: 640, labels: 7 };
const NARROW = { width: 310, labels: 3 };

/** A figure by its name; what is counted in money once for each currency that there is. @param {{ name: Name }} props */
export function Figure({ name }) {
  const read = useFigure(name);
  if (read === null) return null;
  const others = read.currencies?.filter((one) => one !== read.currency) ?? [];
  const bare = others.length > 0 && read.currencies?.length === others.length; // all there is was in other currencies
  return html`${!bare && html`<${Drawn} read=${read} said=${others.length > 0} />`}${others.map((one) => html`<${InCurrency} key=${one} name=${name} currency=${one} />`)}`;
}

/** @param {{ name: Name, currency: string }} props */
function InCurrency({ name, currency }) {
  const read = useFigure(name, currency);
  return read === null ? null : html`<${Drawn} read=${read} said=${true} />`;
}

/** @param {Name} name @param {string} [currency] */
function useFigure(name, currency) {
  const params = { path: { figure: name }, query: currency === undefined ? {} : { currency } };
  return useThing(`/v1/figures/${name}?${language.value} ${currency ?? ""}`, (headers) => api.GET("/v1/figures/{figure}", { params, headers })).value;
}

/** @param {{ read: Read, said: boolean }} props `said`: its currency stands in the title */
function Drawn({ read, said }) {
  const id = `figure-${read.name}-${read.currency ?? ""}`;
  return html`<figure class="card figure" aria-labelledby=${id}><h2 id=${id}>${read.title}${said && ` · ${read.currency}`}</h2>
    ${read.rows.length === 0 ? html`<p class="quiet">${t("desk.nothing")}</p>` : html`<${Picture} read=${read} /><${Table} read=${read} />`}</figure>`;
}

export function Figures() {
  return html`<section class="page office wide"><h1>${t("tab.figures")}</h1>
    <div class="pair"><${Figure} name="fill" /><${Figure} name="lateness" /><${Figure} name="earnings" /><${Figure} name="money" /></div></section>`;
}

/** @param {{ read: Read }} props */
function Picture({ read }) {
  const { width, labels } = useWide() ? ROOMY : NARROW;
  const column = read.columns[0];
  if (column === undefined) return null;
  const spread = read.name === "earnings";
  const rows = spread ? [...read.rows].sort((one, other) => value(one) - value(other)) : read.rows;
  const most = Math.max(1, ...rows.map(value));
  const step = width / rows.length;
  const every = Math.ceil(rows.length / labels);
  return html`<p class="small quiet">${column.label}</p><svg class="bars" viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" aria-label=${`${read.title}: ${column.label}`}>
    <text x="0" y="11">${valued(most, column.unit, read.currency)}</text><line x1="0" x2=${width} y1="16" y2="16" /><line x1="0" x2=${width} y1=${FLOOR} y2=${FLOOR} />
    ${rows.map((row, place) => {
      const high = Math.max((value(row) / most) * (FLOOR - 18), value(row) > 0 ? 2 : 0);
      const gap = Math.min(step * 0.12, 5);
      return html`<g><rect x=${place * step + gap} width=${Math.max(step - 2 * gap, 1)} y=${FLOOR - high} height=${high} rx=${Math.min(4, step / 4)} />
        ${!spread && place % every === 0 && html`<text x=${place * step + gap} y=${HEIGHT - 6}>${label(row)}</text>`}<title>${label(row)}: ${valued(value(row), column.unit, read.currency)}</title></g>`;
    })}</svg>`;
}

/** @param {{ read: Read }} props */
function Table({ read }) {
  const right = "right figures";
  return html`<details><summary>${t("board.as_table")}<${Icon} name="chevron-down" /></summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${`${t("board.as_table")}: ${read.title}`}><table><thead><tr><td></td>${read.columns.map((column) => html`<th scope="col" class="right">${column.label}</th>`)}</tr></thead>
      <tbody>${read.rows.map((row) => html`<tr><th scope="row">${label(row)}</th>${read.columns.map((column, place) => html`<td class=${right}>${valued(row.values[place] ?? 0, column.unit, read.currency)}</td>`)}</tr>`)}</tbody></table></div></details>`;
}

/** @param {Shapes["FigureRow"]} row */
function label(row) {
  return row.date !== undefined && row.label === row.date ? day(row.date) : row.label;
}

/** @param {Shapes["FigureRow"]} row */
function value(row) {
  return row.values[0] ?? 0;
}
