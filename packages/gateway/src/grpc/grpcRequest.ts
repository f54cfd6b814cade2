/** `application/grpc`, also with the name of a message format behind `+`; not gRPC-Web, which is another protocol. */
const contentType = /^application\/grpc(?:$|[+; ])/i;

/** Whether a request by HTTP/2 is a gRPC call. Source: gRPC over HTTP/2, "Requests". */
export function isGrpcCall(method: string, type: string | undefined): boolean {
  return method === 'POST' && type !== undefined && contentType.test(type);
}
