// Package api is the HTTP API of operators and customers, under /api/v1.
//
// It reads and checks what arrives, turns it into commands of the clearing
// house, and answers when they are durable. One table of routes makes both the
// handler and its OpenAPI 3.1 description, and one table of fields per body
// both the reader and the schema, so that neither can drift from the other.
//
// Amounts are decimals in strings, times are RFC 3339, ids are UUIDs, and every
// refusal is an RFC 9457 problem with a stable code. Keys are known by the
// SHA-256 of their secrets alone, and no secret is logged.
package api
