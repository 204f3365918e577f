package meter

// MessagesUsage holds the numbers of an Anthropic message's usage object as the
// upstream wrote them; what it left out is zero. In this dialect the parts of
// the prompt exclude each other: Input counts neither what was read from a cache
// nor what was written to one. Output includes the tokens of thinking, which are
// not told apart.
type MessagesUsage struct {
	Input        int64 // input_tokens
	CacheRead    int64 // cache_read_input_tokens
	CacheWrite   int64 // cache_creation_input_tokens, of every lifetime
	CacheMinutes int64 // cache_creation.ephemeral_5m_input_tokens
	CacheHour    int64 // cache_creation.ephemeral_1h_input_tokens
	Output       int64 // output_tokens
	Searches     int64 // server_tool_use.web_search_requests
	Fetches      int64 // server_tool_use.web_fetch_requests
}

// Quantities takes the usage apart into disjoint quantities and counts one
// request. With a fault it gives no quantities at all. Tokens written to a cache
// that no lifetime is given for have the usual one, minutes.
func (u *MessagesUsage) Quantities() (q Quantities, f Fault) {
	f = countFault(u.Input, u.CacheRead, u.CacheWrite, u.CacheMinutes, u.CacheHour, u.Output, u.Searches, u.Fetches)
	if f != FaultNone {
		return Quantities{}, f
	}
	q[Request] = 1
	q[Input] = uint64(u.Input)
	q[InputCached] = uint64(u.CacheRead)
	q[InputCacheWriteHour] = uint64(u.CacheHour)
	q[InputCacheWrite] = uint64(max(u.CacheWrite-u.CacheHour, u.CacheMinutes))
	q[Output] = uint64(u.Output)
	q[WebSearch] = uint64(u.Searches)
	q[ToolCall] = uint64(u.Fetches)
	return q, FaultNone
}

// countFault looks at counts that must be believable one by one.
func countFault(counts ...int64) Fault {
	for _, n := range counts {
		if n < 0 {
			return FaultNegative
		}
		if n > TokensMax {
			return FaultTooLarge
		}
	}
	return FaultNone
}
