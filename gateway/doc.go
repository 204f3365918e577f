// Package gateway is the reverse proxy in front of model APIs: what OpenAI's and
// Anthropic's clients call, in the wire formats of package dialect. No call reaches an upstream before the most it can cost is
// held, and no answer ends before what it did cost is captured.
//
// The composer gives it a Clearing, which holds the money and knows keys and
// models, and mounts the Gateway under /v1.
//
// What a call may use is bounded from its bytes, without counting tokens: a
// token stands for at least one byte of the request, and the output limit is
// written into the request that the upstream gets. Members of a request that
// would make it cost more than that, on one upstream or another, are refused.
//
// What a call did use is what the upstream reports. Without a report, a
// complete answer costs what the route's policy says, and one that was cut
// short the gateway's estimate of what was delivered: a token for each four
// bytes of text, rounded down, which leans towards the buyer. A call of which no
// text was delivered is void. What is counted here, such as characters to be read
// aloud, is exact; sound that a client cuts is charged in full, for nobody can
// tell how much of the text it was. Estimates, and streams that the client cut, are
// marked as such in the capture.
//
// Several upstreams can stand behind a model. A call goes to another one only
// while the client has seen nothing, always under the same hold.
//
// A gateway that dies between reservation and capture leaves a hold behind. It
// carries a deadline and returns to the buyer then, so such a call is free.
package gateway
