import { z } from 'zod';
import { WanError } from '../../errors.js';
import { type Camera, cameraFor } from './camera.js';
import { type Geometry, geometryFor } from './geometry.js';
import { motionOf } from './motion.js';

/** The submit body of the embedded provider. Absolute paths. */
const bodySchema = z.strictObject({
  image: z.string().min(1),
  endImage: z.string().min(1).optional(),
  prompt: z.string().optional(),
  resolution: z.string().optional(),
  aspectRatio: z.string().optional(),
  duration: z.number().positive().max(600).optional(),
  frames: z.int().positive().max(10_000).optional(),
  fps: z.number().min(1).max(240).optional(),
  seed: z.int().min(0).optional(),
});
export type OrderBody = z.infer<typeof bodySchema>;

const span = z.tuple([z.number(), z.number()]);

/** An accepted render: all that its pictures depend on, beside the images in the same folder. */
const orderSchema = z.object({
  version: z.literal(1),
  /** Names of the images in the folder of the render. */
  image: z.string(),
  endImage: z.string().nullable(),
  width: z.int(),
  height: z.int(),
  fps: z.number(),
  frames: z.int(),
  camera: z.object({ zoom: span, x: span, y: span, turn: span }),
  body: bodySchema,
});
export type Order = z.infer<typeof orderSchema>;

/** @throws WanError `request.invalid` */
export function parseBody(body: unknown): OrderBody {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WanError('request.invalid', `not a render order: ${issue?.path.join('.')} ${issue?.message}`);
}

export function parseOrder(text: string): Order {
  return orderSchema.parse(JSON.parse(text));
}

/** What is to be rendered, decided once, so that a restart after a crash renders the same. Pure. */
export function planOrder(body: OrderBody, images: OrderImages): Order {
  const geometry: Geometry = geometryFor(body, images.size);
  const seconds = geometry.frames / geometry.fps;
  const camera: Camera = cameraFor(motionOf(body.prompt ?? ''), { seed: body.seed ?? 0, seconds });
  return { version: 1, image: images.image, endImage: images.endImage, ...geometry, camera: unfrozen(camera), body };
}

export interface OrderImages {
  readonly image: string;
  readonly endImage: string | null;
  readonly size: { readonly width: number; readonly height: number };
}

function unfrozen({ zoom, x, y, turn }: Camera): Order['camera'] {
  return { zoom: [...zoom], x: [...x], y: [...y], turn: [...turn] };
}
