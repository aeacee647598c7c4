/** Milliseconds for people: `0s`, `12s`, `1m 12s`, `2h 04m`, `3d 5h`; `unknown` for what is not a time. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return 'unknown';
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${twoDigits(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${twoDigits(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/**
 * An amount with its sign: `$0.10`, `¥0.70`, `12 credits`; two decimals, up to four where a cent is too coarse.
 * Null and what is not a number are `unknown`, never 0.
 */
export function formatMoney(amount: number | null, currency = 'USD'): string {
  if (amount === null || !Number.isFinite(amount)) return 'unknown';
  if (currency === 'credits') {
    const count = trimZeros(Math.abs(amount) < 0.00005 ? 0 : amount, 0);
    return `${count} credit${count === '1' ? '' : 's'}`;
  }
  const size = Math.abs(amount);
  const minus = amount < 0 ? '-' : '';
  const sign = signs[currency];
  const [before, after] = sign === undefined ? ['', ` ${currency}`] : [sign, ''];
  if (size > 0 && size < 0.0001) return `<${minus}${before}0.0001${after}`;
  return `${minus}${before}${trimZeros(size, 2)}${after}`;
}

/** Decimal units, as disks and providers count: `512 B`, `12 kB`, `1.4 MB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes) || bytes < 0) return 'unknown';
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${byteUnits[unit]}`;
}

/** A time seen from now, both epoch milliseconds: `in 40 min`, `3 h ago`, `now`. */
export function formatRelative(at: number | null, now: number): string {
  if (at === null || !Number.isFinite(at)) return 'never';
  const distance = Math.abs(at - now);
  const { size, name } = relativeUnits.find((unit) => distance >= unit.size) ?? { size: 1, name: '' };
  if (name === '') return 'now';
  const amount = `${Math.floor(distance / size)} ${name}`;
  return at > now ? `in ${amount}` : `${amount} ago`;
}

/** `1 job`, `3 jobs`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const signs: Readonly<Record<string, string>> = { USD: '$', CNY: '¥' };
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const relativeUnits = [
  { size: 86_400_000, name: 'd' },
  { size: 3_600_000, name: 'h' },
  { size: 60_000, name: 'min' },
  { size: 1_000, name: 's' },
] as const;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** At most four decimals, at least `minimum`. */
function trimZeros(value: number, minimum: number): string {
  const [whole = '0', decimals = ''] = value.toFixed(4).split('.');
  const kept = decimals.replace(/0+$/, '').padEnd(minimum, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}
