import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../../src/cli/command-table.js';
import { manPage } from '../../../../src/cli/help/man-page.js';
import { escapeRoff, renderRoff } from '../../../../src/cli/help/render-roff.js';
import { helpTopics } from '../../../../src/cli/help/topics.js';

const page = await manPage({ version: '1.2.3' });
const hasGroff = spawnSync('groff', ['--version']).status === 0;

function groff(...options: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('groff', ['-man', ...options], { input: page, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the man page', () => {
  it('holds every command and topic', () => {
    for (const { name } of commandTable) expect(page).toMatch(new RegExp(`^\\.SS "wan ${name}\\b`, 'm'));
    for (const { name } of helpTopics) expect(page).toContain(`.SH "${name.replaceAll('-', ' ').toUpperCase()}"`);
  });

  it('begins with a heading, and names what mandb looks for', () => {
    expect(page).toMatch(/^\.TH WAN 1 "" "wan 1\.2\.3" "User Commands"\n\.SH "NAME"\nwan \\- /);
  });

  it('is plain ASCII whose every line is text or a macro of man(7)', () => {
    expect(page).toMatch(/^[\n\u0020-\u007e]*$/);
    const requests = page.split('\n').filter((line) => /^[.']/.test(line));
    expect(requests.filter((line) => !/^\.(TH|SH|SS|PP|TP|RS|RE|nf|fi|B|I|RI)( |$)/.test(line))).toEqual([]);
    expect(page).not.toContain('\n\n');
  });

  it('is set without a warning where groff is there to try it, its dashes and quotes as typed', () => {
    if (!hasGroff) return;
    expect(groff('-ww', '-z')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { stdout } = groff('-Tascii', '-P-cbou', '-rLL=200n', '-rHY=0');
    expect(stdout).toContain('wan generate hero.png -p "slow dolly in" --provider local');
  });
});

describe('roff', () => {
  it.each([
    ['.wanrc', '\\&.wanrc'],
    ["'quoted' \\n", '\\(aqquoted\\(aq \\(rsn'],
    ['--max-cost', '\\-\\-max\\-cost'],
    ['¥1 …', '\\[u00A5]1 \\[u2026]'],
    ['a\n.TH x', 'a\n\\&.TH x'],
  ])('shows %j as it is', (text, escaped) => {
    expect(escapeRoff(text)).toBe(escaped);
  });

  it('keeps lines that are typed apart from text', () => {
    expect(renderRoff([{ kind: 'lines', lines: ['wan jobs', '.wanrc'] }])).toBe(
      '.PP\n.RS 4\n.nf\nwan jobs\n\\&.wanrc\n.fi\n.RE\n',
    );
  });
});
