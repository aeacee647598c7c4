/** Silence of so many seconds as a WAV file: 8000 samples a second of one byte each. */
export function silentWave(seconds: number): Buffer {
  const bytes = Math.round(seconds * 8000);
  const file = Buffer.alloc(44 + bytes, 0x80);
  file.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  file.writeUInt32LE(36 + bytes, 4);
  [16, 0x10001, 8000, 8000, 0x80001].forEach((value, index) => {
    file.writeUInt32LE(value, 16 + 4 * index);
  });
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(bytes, 40);
  return file;
}
