import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sniffedBytes, textKind } from '../../../../src/http/download/download-content.js';

const kindOf = (text: string) => textKind(Buffer.from(text));

describe('textKind', () => {
  it.each([
    ['<!DOCTYPE html><html>', 'HTML'],
    ['\n  <html lang="en">', 'HTML'],
    ['\ufeff<!doctype html>', 'HTML'],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'XML'],
    ['{"detail":"not found"}', 'JSON'],
    ['[]', 'JSON'],
    ['Not Found', 'text'],
    ['#EXTM3U\n#EXT-X-VERSION:3', 'text'],
  ])('calls %j %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('has no name for a video', () => {
    const clip = readFileSync(new URL('../../../fixtures/clip.mp4', import.meta.url));
    expect(textKind(clip.subarray(0, sniffedBytes))).toBeUndefined();
    expect(textKind(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3))).toBeUndefined();
  });
});
