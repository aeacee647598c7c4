/** No connection to a proxy; the cause says why. */
export class ProxyFailure extends Error {
  /** `host:port` of the proxy. */
  readonly proxy: string;

  constructor(proxy: string, cause: Error) {
    super(cause.message, { cause });
    this.name = 'ProxyFailure';
    this.proxy = proxy;
  }
}
