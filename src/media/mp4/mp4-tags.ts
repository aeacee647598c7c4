/** Words by key, as `ffprobe -show_format` prints them. */
export type Tags = Readonly<Record<string, string>>;

/**
 * The `meta` box of a movie that holds text by freely named keys (QuickTime File Format, "Metadata"). In QuickTime files
 * the box has no version field. Pure.
 */
export function tagsBox(tags: Tags, container: 'mp4' | 'mov'): Buffer {
  const entries = Object.entries(tags);
  const keys = entries.map(([key]) => box('mdta', Buffer.from(key)));
  const values = entries.map(([, value], index) => box(uint32(index + 1), textData(value)));
  const handler = box('hdlr', uint32(0), uint32(0), Buffer.from('mdta'), Buffer.alloc(13));
  const content = [handler, box('keys', uint32(0), uint32(keys.length), ...keys), box('ilst', ...values)];
  return container === 'mp4' ? box('meta', uint32(0), ...content) : box('meta', ...content);
}

/** The uuid of XMP in ISO media files, hex (XMP Specification Part 3). */
export const xmpUuid = 'be7acfcb97a942e89c71999491e3afac';

export interface XmpFacts {
  readonly tool: string;
  readonly digitalSourceType: string;
}

/** An XMP packet as a top-level box; where IPTC's own properties are looked for. Pure. */
export function xmpBox(facts: XmpFacts): Buffer {
  return box('uuid', Buffer.from(xmpUuid, 'hex'), Buffer.from(xmpPacket(facts)));
}

/** The XMP packet that says how a medium was made. Pure. */
export function xmpPacket({ tool, digitalSourceType }: XmpFacts): string {
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` xmp:CreatorTool="${escapeXml(tool)}" Iptc4xmpExt:DigitalSourceType="${escapeXml(digitalSourceType)}"/>`,
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  ].join('\n');
}

/** Type 1 is UTF-8, locale 0 any. */
function textData(text: string): Buffer {
  return box('data', uint32(1), uint32(0), Buffer.from(text));
}

function box(type: string | Buffer, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type), body]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
