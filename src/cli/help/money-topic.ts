import { toApproximateUsd } from '../../catalogue/exchange.js';
import { defaultConfirmAbove } from '../../config/limits.js';
import { type Block, terms, text } from './block.js';

export function moneyTopic(): readonly Block[] {
  return [
    text(
      'wan models shows the price of each model with its date and source; providers that quote are asked. --dry-run ' +
        'tells what a command would cost, and sends nothing. A price that is not known is "unknown", never 0.',
    ),
    terms([
      ['--max-cost <usd>', 'cap of this run, 0 included. A run whose estimate is above it submits nothing (exit 10)'],
      ['--until-cap', 'submit as many clips as the cap allows'],
      ['budget.perRun, budget.perDay', 'the same in the config; a day is your calendar day, by the time of the submit'],
      ['WAN_MAX_COST', 'cap of every run, from the environment'],
      [
        'confirmAbove',
        `runs above this (default $${defaultConfirmAbove.toFixed(2)}) are asked about on a terminal; without one they ` +
          'end with exit 10, unless --yes or a cap covers them',
      ],
      ['--allow-unknown-price', 'under a cap an unknown price is refused without this'],
      ['--fallback <providers>', 'tried only when it is certain that nothing was accepted; priced anew, same cap'],
    ]),
    text(
      'Caps are checked in the transaction that writes down the intent to submit, so that processes racing for the ' +
        'last cents can not exceed them. A job whose submit is unknown keeps its reservation. A failed render gives it ' +
        'back only where the provider documents that failures are free.',
    ),
    text(
      'The same command again reuses what is there, for nothing. wan spend tells what was spent, by day, provider, ' +
        'model or run: what the provider charged where it tells, else the estimate. wan audit lists what was paid and ' +
        'not delivered, with ids and times for a refund request.',
    ),
    text(
      `For caps and totals ¥1 (CNY) counts as $${rateOf('CNY')} and a credit as $${rateOf('credits')}; amounts are shown ` +
        "in the provider's own currency.",
    ),
  ];
}

function rateOf(currency: 'CNY' | 'credits'): number {
  return toApproximateUsd({ amount: 1, currency });
}
