// Package gateway is the reverse proxy in front of APIs that speak OpenAI's
// chat completions. No call reaches an upstream before the most it can cost is
// held, and no answer ends before what it did cost is captured.
//
// The composer gives it a Clearing, which holds the money and knows keys and
// models, and mounts the Gateway under /v1. What a call may use is bounded from
// its bytes, without counting tokens; what it did use is what the upstream
// reports, or an estimate from the bytes that were delivered.
//
// A gateway that dies between reservation and capture leaves a hold behind. It
// carries a deadline and returns to the buyer then, so such a call is free.
package gateway
