import { ComfyApi } from '@saintno/comfyui-sdk';
import { describe, expect, it } from 'vitest';
import { intentOf, picture, setUp } from './setup.js';

const prompt = JSON.parse(JSON.stringify(intentOf().body.prompt));

describe('the public client for Node, unchanged, against the simulator', () => {
  it('queues a graph and reads its history and its output', async () => {
    const { simulator } = await setUp();
    const client = new ComfyApi(simulator.url, 'a-client');
    const queued = await client.queuePrompt(null, prompt);
    expect(queued).toMatchObject({ prompt_id: simulator.jobs.last().id });
    const id = simulator.jobs.last().id;
    expect((await client.getQueue()).queue_pending).toHaveLength(1);
    simulator.advance(600_000);
    const entry = await client.getHistory(id);
    expect(entry?.status).toMatchObject({ status_str: 'success', completed: true });
    const [file] = entry?.outputs.save?.images ?? [];
    const clip = await client.getImage(file ?? { filename: '', subfolder: '', type: '' });
    expect(clip.type).toBe('video/mp4');
  });

  it('uploads a picture under a name that a graph then loads', async () => {
    const { simulator } = await setUp({ images: [] });
    const client = new ComfyApi(simulator.url);
    const uploaded = await client.uploadImage(Buffer.from('pixels'), picture);
    expect(uploaded).toMatchObject({ info: { filename: picture } });
    await client.queuePrompt(null, prompt);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('hears of a graph that is refused', async () => {
    const { simulator } = await setUp({ files: { vae: [] } });
    const client = new ComfyApi(simulator.url);
    await expect(client.queuePrompt(null, prompt)).rejects.toThrow();
    expect(simulator.billableSubmits).toBe(0);
  });
});
