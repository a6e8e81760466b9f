/** Small pictures on a canvas: a site's content security policy need not allow images from anywhere for that. */

import { h } from "../dom.js";

const LONGEST = 240;

/** How large a picture of `width` by `height` is shown; it is never made larger than it is. */
export function shownSize({ width, height }, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** An empty canvas that keeps the picture's place, so that nothing jumps when it comes. */
export function placeFor(size, alt) {
  const [width, height] = size;
  const canvas = h("canvas", { role: "img", "aria-label": alt });
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style.width = `${width}px`;
  return canvas;
}

/** Draws what is in `blob`, as sharp as the screen is. */
export async function draw(canvas, blob, longest = LONGEST) {
  const picture = await createImageBitmap(blob);
  const [width, height] = shownSize(picture, longest * devicePixelRatio);
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  picture.close();
}
