// Opens pages of reports in a real browser and looks at them as a reader would: with the keyboard, on a small screen, in the
// dark, on paper.
//
//   node tests/browser/check.mjs --chromium /usr/bin/chromium [--pictures FOLDER] PAGE.html…
//
// Exit code 0: all pages are as they should be; 1: some are not, and each complaint is a line.

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { Chromium } from "./chromium.mjs";

const { values, positionals } = parseArgs({
  options: { chromium: { type: "string" }, pictures: { type: "string" } },
  allowPositionals: true,
});

let wrong = 0;

function demand(page, holds, what) {
  if (holds) return;
  wrong += 1;
  console.log(`${page}: ${what}`);
}

const browser = new Chromium(values.chromium);
try {
  for (const file of positionals) await look(file);
} finally {
  await browser.close();
}
process.exit(wrong === 0 ? 0 : 1);

async function look(file) {
  const name = basename(file, ".html");
  const url = pathToFileURL(resolve(file)).href;
  const page = await browser.open();
  const picture = async (label, full) => {
    if (!values.pictures) return;
    mkdirSync(values.pictures, { recursive: true });
    writeFileSync(join(values.pictures, `${name}-${label}.png`), await page.screenshot(full));
  };

  await page.media("screen", "light");
  await page.size(1280, 900);
  await page.go(url);
  await stands_alone(name, page, url);
  await is_structured(name, page);
  await picture("light");
  await picture("light-full", true);

  await numbers_lead_to_cases(name, page);
  await keyboard_reaches(name, page, url);

  const light = await colours(page);
  demand(name, light.weak.length === 0, `too little contrast in the light: ${light.weak.slice(0, 5).join("; ")}`);
  await page.media("screen", "dark");
  const dark = await colours(page);
  demand(name, dark.paper !== light.paper, `the dark page has the same paper as the light one: ${dark.paper}`);
  demand(name, dark.weak.length === 0, `too little contrast in the dark: ${dark.weak.slice(0, 5).join("; ")}`);
  await page.go(url);
  await picture("dark");
  await picture("dark-full", true);

  await page.media("screen", "light");
  for (const width of [360, 768]) {
    await page.size(width, 800);
    await page.go(url);
    await fits(name, page, width);
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })");
    await fits(name, page, width, "with everything open");
    await page.go(url);
    if (width === 360) {
      await picture("narrow");
      await picture("narrow-full", true);
    }
  }

  await page.size(1280, 900);
  await page.go(url);
  await page.media("print", "dark");
  const { paper, weak } = await colours(page);
  demand(name, paper === "rgb(255, 255, 255)", `paper is not white in print but ${paper}`);
  demand(name, weak.length === 0, `too little contrast on paper: ${weak.slice(0, 5).join("; ")}`);
  const pdf = await page.pdf();
  demand(name, pdf.subarray(0, 5).toString("latin1") === "%PDF-" && pdf.length > 10_000, `printing gave ${pdf.length} bytes`);
  if (values.pictures) writeFileSync(join(values.pictures, `${name}.pdf`), pdf);
  demand(name, page.complaints.length === 0, `the console says: ${page.complaints.slice(0, 5).join("; ")}`);
}

async function stands_alone(name, page, url) {
  const other = page.requests.filter((request) => request !== url);
  demand(name, other.length === 0, `it asks for ${other.slice(0, 5).join(", ")}`);
  const outside = await page.evaluate(`
    [...document.querySelectorAll("script, img, iframe, object, embed, link, base, form, audio, video, [style], [onclick], [onload], [onerror]")]
      .map((element) => element.outerHTML.slice(0, 80))`);
  demand(name, outside.length === 0, `it has ${outside.slice(0, 3).join(", ")}`);
  const links = await page.evaluate(`
    [...document.querySelectorAll("[href]")].map((link) => link.getAttribute("href")).filter((href) => !href.startsWith("#"))`);
  demand(name, links.length === 0, `it leads outside: ${links.slice(0, 3).join(", ")}`);
  const styled = await page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight");
  demand(name, styled === "700", `its style sheet is not in force (h1 has the weight ${styled})`);
}

async function is_structured(name, page) {
  const faults = await page.evaluate(`(() => {
    const faults = [];
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) faults.push("an id stands twice");
    for (const link of document.querySelectorAll("a[href^='#']"))
      if (!document.getElementById(link.getAttribute("href").slice(1))) faults.push("a link leads nowhere: " + link.getAttribute("href"));
    for (const table of document.querySelectorAll("table")) {
      if (!table.caption?.textContent.trim()) faults.push("a table without a caption");
      for (const cell of table.querySelectorAll("th")) if (!cell.scope) faults.push("a heading without a scope: " + cell.textContent);
    }
    for (const svg of document.querySelectorAll("svg"))
      if (svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label")) faults.push("a picture without words");
    for (const shape of document.querySelectorAll("svg :is(line, circle, rect, path, polygon, polyline, text)")) {
      if ([...shape.children].some((child) => child.tagName !== "title")) faults.push("a shape lies inside another, so that it is not drawn");
      if (/NaN|Infinity/.test(shape.outerHTML)) faults.push("a picture of no number");
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
    let level = 1;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
      const next = Number(heading.tagName[1]);
      if (next > level + 1) faults.push("a level of headings is left out at: " + heading.textContent);
      level = next;
    }
    if (!document.documentElement.lang || !document.title.trim()) faults.push("no language or no title");
    return [...new Set(faults)];
  })()`);
  demand(name, faults.length === 0, faults.slice(0, 5).join("; "));
}

// Follows a link to a case that is folded away: the browser has to open what is around it.
async function numbers_lead_to_cases(name, page) {
  const target = await page.evaluate(`(() => {
    const link = document.querySelector("main a[href^='#case-']");
    if (!link) return null;
    for (let around = link.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    link.click();
    return link.getAttribute("href").slice(1);
  })()`);
  if (!target) return;
  await new Promise((resolve) => setTimeout(resolve, 200));
  const seen = await page.evaluate(`(() => {
    const place = document.getElementById(${JSON.stringify(target)});
    const box = place.getBoundingClientRect();
    return { open: place.closest("details").open, top: box.top, bottom: box.bottom, height: innerHeight };
  })()`);
  demand(name, seen.open && seen.top >= 0 && seen.top < seen.height, `a link to a case does not show it: ${JSON.stringify(seen)}`);
}

async function keyboard_reaches(name, page, url) {
  await page.go(url);
  await page.press("Tab");
  const first = await page.evaluate("document.activeElement.className");
  demand(name, first === "skip", `Tab does not reach the skip link first, but ${first}`);
  const visible = await page.evaluate("document.activeElement.getBoundingClientRect().left >= 0");
  demand(name, visible, "the skip link cannot be seen when it has the focus");
  await page.press("Enter");
  const landed = await page.evaluate("document.activeElement.id");
  demand(name, landed === "report", `the skip link leads to ${landed || "nothing"}`);
  const wanted = await page.evaluate("document.querySelectorAll('main summary').length > 0");
  if (!wanted) return;
  for (let step = 0; step < 80; step += 1) {
    await page.press("Tab");
    const at = await page.evaluate(`(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      return { tag: at.tagName, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
    })()`);
    demand(name, at.ring, `a focused ${at.tag} has no ring`);
    if (at.tag !== "SUMMARY") continue;
    await page.press("Enter");
    demand(name, await page.evaluate("document.activeElement.parentElement.open"), "Enter does not open what is folded");
    return;
  }
  demand(name, false, "80 steps with Tab reach nothing that can be opened");
}

async function fits(name, page, width, when = "") {
  const over = await page.evaluate(`(() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const scrolls = (element) => element && element !== document.body && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element) && element.getClientRects().length > 0 && getComputedStyle(element).clipPath === "none" && !element.closest(".spoken, thead"));
    return { over, wide: wide.slice(0, 3).map((element) => element.tagName + "." + element.getAttribute("class") + " " + element.textContent.slice(0, 30)) };
  })()`);
  demand(name, over.over <= 0, `${width} px are too narrow by ${over.over} ${when}: ${over.wide.join("; ")}`);
  demand(name, over.wide.length === 0, `at ${width} px something sticks out ${when}: ${over.wide.join("; ")}`);
}

// Contrast by WCAG 2.2 (1.4.3): 4.5 to 1 for every text. Backgrounds here are plain colours.
function colours(page) {
  return page.evaluate(`(() => {
    const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => {
      for (; element; element = element.parentElement) {
        const [r, g, b, a = 1] = parse(getComputedStyle(element).backgroundColor);
        if (a > 0) return [r, g, b];
      }
      return [255, 255, 255];
    };
    const weak = new Set();
    const texts = [...document.querySelectorAll("body *:not(title)")].filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
    for (const element of texts.slice(0, 4000)) {
      const style = getComputedStyle(element);
      const ink = parse(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
      const [a, b] = [light(ink), light(behind(element))].sort((a, b) => b - a);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) weak.add(element.tagName + "." + element.getAttribute("class") + " " + contrast.toFixed(2));
    }
    return { paper: getComputedStyle(document.body).backgroundColor, weak: [...weak] };
  })()`);
}
