import type Sharp from 'sharp';

/** sharp, loaded at the first image; kept small, because a batch prepares many images beside its other work. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(2);
  return sharp;
}
