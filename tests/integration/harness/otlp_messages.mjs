import { isDeepStrictEqual } from 'node:util';

import { load } from '../apps/packages.mjs';

// OpenTelemetry's own, made from opentelemetry-proto: what reads ours here is not ours.
const { opentelemetry } = load('@opentelemetry/otlp-transformer/build/src/generated/root.js');
const { trace, logs, metrics } = opentelemetry.proto.collector;

const SIGNALS = {
  '/v1/traces': { request: trace.v1.ExportTraceServiceRequest, response: trace.v1.ExportTraceServiceResponse },
  '/v1/logs': { request: logs.v1.ExportLogsServiceRequest, response: logs.v1.ExportLogsServiceResponse },
  '/v1/metrics': { request: metrics.v1.ExportMetricsServiceRequest, response: metrics.v1.ExportMetricsServiceResponse },
};

/**
 * The message in a request, as OTLP's JSON has it. Throws when it is none, and when anything in it is not known to
 * OpenTelemetry's own code or would be written otherwise by it.
 */
export function messageIn({ path, type, body }) {
  const { request } = SIGNALS[path];
  if (type === 'application/json') {
    const json = JSON.parse(body);
    const read = asJson(request, request.fromObject(withIds(json, (hex) => Buffer.from(hex, 'hex').toString('base64'))));
    if (!isDeepStrictEqual(read, json)) throw new Error(`not what OpenTelemetry reads:\n${body}\n${JSON.stringify(read)}`);
    return json;
  }
  const decoded = request.decode(body);
  const again = Buffer.from(request.encode(decoded).finish());
  if (!again.equals(body)) throw new Error(`not as OpenTelemetry writes it:\n${body.toString('hex')}\n${again.toString('hex')}`);
  return asJson(request, decoded);
}

/** The body of an answer to a request of that type; `partialSuccess` as in JSON. */
export function answerTo({ path, type }, partialSuccess) {
  const { response } = SIGNALS[path] ?? SIGNALS['/v1/traces'];
  const message = partialSuccess ? { partialSuccess } : {};
  const body = type === 'application/json' ? JSON.stringify(message) : Buffer.from(response.encode(response.fromObject(message)).finish());
  return { status: 200, headers: { 'content-type': type }, body };
}

const asJson = (type, message) =>
  withIds(plain(type.toObject(message, { longs: String, bytes: String })), (base64) => Buffer.from(base64, 'base64').toString('hex'));

// protobufjs has objects of its own making among them.
const plain = (object) => JSON.parse(JSON.stringify(object));

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

function withIds(value, convert) {
  if (Array.isArray(value)) return value.map((each) => withIds(each, convert));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, IDS.has(key) ? convert(inner) : withIds(inner, convert)]),
  );
}

/** Attributes as a plain object. */
export const attributesOf = (list = []) => Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));

function valueOf(value) {
  if (value.arrayValue) return value.arrayValue.values.map(valueOf);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

/** Unix time in seconds, to the microsecond. */
export const seconds = (nanos) => Number(BigInt(nanos ?? 0) / 1000n) / 1e6;
