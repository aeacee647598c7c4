import type { JsonObject } from '../../src/json.js';
import type { RecordedRequest, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { success, unknownModel, unknownPath } from './wavespeed-answers.js';
import { type BillingOptions, billingRoute } from './wavespeed-billing.js';
import { wavespeedModels } from './wavespeed-catalogue.js';
import { charged, quoteOf } from './wavespeed-price.js';
import { isObject, requestSchema, type SimulatedModel } from './wavespeed-properties.js';

export interface AccountOptions extends BillingOptions {
  /** USD before the first task; 12.34 when left out. */
  readonly balance?: number | undefined;
  /** Share of the price that is taken off. */
  readonly discount?: number | undefined;
  /** The service as it was before `/model/price`. */
  readonly olderPricing?: boolean | undefined;
}

/** Models with their schemas, prices, the balance, the webhook secret, the billing history. */
export function accountRoutes(kit: Kit, options: AccountOptions): readonly Route[] {
  const { balance = 12.34, discount = 0, olderPricing = false } = options;
  return [
    {
      method: 'GET',
      path: /^\/api\/v3\/models$/,
      operation: 'schema',
      answer: () => success(wavespeedModels.map((model, order) => showModel(model, { order, base: kit.url }))),
    },
    {
      method: 'GET',
      path: /^\/api\/v3\/balance$/,
      operation: 'balance',
      answer: () => success({ balance: Math.round((balance - charged(kit)) * 1000) / 1000 }),
    },
    {
      method: 'POST',
      path: /^\/api\/v3\/model\/price$/,
      operation: 'quote',
      answer: ({ request }) => {
        if (olderPricing) return unknownPath;
        const priced = price(request);
        if (priced === undefined) return unknownModel;
        const discounted = Math.round(priced.price * (1 - discount) * 1000) / 1000;
        const rest = discount === 0 ? {} : { discount_rate: discount };
        return success({ ...priced, discounted_price: discounted, currency: 'USD', ...rest });
      },
    },
    {
      method: 'POST',
      path: /^\/api\/v3\/model\/pricing$/,
      operation: 'quote',
      answer: ({ request }) => {
        const priced = price(request);
        if (priced === undefined) return unknownModel;
        return success({ model_id: priced.model_id, unit_price: priced.price, currency: 'USD' });
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v3\/webhook\/secret$/,
      answer: () => success({ secret: 'whsec_simulated' }),
    },
    billingRoute(kit, options),
  ];
}

/** A part of the inputs gives the base price for what it lacks. */
function price({ json }: RecordedRequest): { readonly model_id: string; readonly price: number } | undefined {
  if (!isObject(json) || !isObject(json.inputs)) return undefined;
  const model = wavespeedModels.find(({ id }) => id === json.model_id);
  return model && { model_id: model.id, price: quoteOf(model, json.inputs) };
}

function showModel(model: SimulatedModel, { order, base }: { order: number; base: string }): JsonObject {
  return {
    model_id: model.id,
    name: model.id,
    base_price: model.basePrice,
    description: 'A simulated model',
    type: model.type,
    sort_order: order,
    formula: '{"total_price": base_price * duration / 5}',
    api_schema: {
      api_schemas: [
        {
          type: 'model_run',
          method: 'POST',
          server: base,
          api_path: `/api/v3/${model.id}`,
          request_schema: requestSchema(model),
        },
      ],
    },
  };
}
