import { expect, it } from 'vitest';
import { tagsBox, xmpBox } from '../../../../src/media/mp4/mp4-tags.js';

it('is a box as long as it says, with keys and values in the same order', () => {
  const box = tagsBox({ tool: 'wan', model: 'größer' }, 'mp4');
  expect(box.readUInt32BE(0)).toBe(box.length);
  expect(box.toString('latin1', 4, 8)).toBe('meta');
  const text = box.toString('utf8');
  expect(text.indexOf('tool')).toBeLessThan(text.indexOf('model'));
  expect(text.indexOf('wan')).toBeLessThan(text.indexOf('größer'));
});

it('has a version field in MP4 only', () => {
  const [mp4, mov] = [tagsBox({ tool: 'wan' }, 'mp4'), tagsBox({ tool: 'wan' }, 'mov')];
  expect(mp4.subarray(12)).toEqual(mov.subarray(8));
  expect(mp4.readUInt32BE(8)).toBe(0);
});

it('gives the same bytes for the same tags', () => {
  expect(tagsBox({ seed: '0' }, 'mp4')).toEqual(tagsBox({ seed: '0' }, 'mp4'));
});

it('writes XMP that no tool name can break', () => {
  const text = xmpBox({ tool: 'a"<b>&c', digitalSourceType: 'http://example.org/x' }).toString('utf8');
  expect(text).toContain('xmp:CreatorTool="a&#34;&#60;b&#62;&#38;c"');
  expect(text).toContain('Iptc4xmpExt:DigitalSourceType="http://example.org/x"');
});
