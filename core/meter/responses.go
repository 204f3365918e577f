package meter

// ResponsesUsage holds the numbers of an OpenAI response: its usage object, and
// the calls of built-in tools that its output lists. As in chat completions,
// Input includes its cached tokens and Output its reasoning.
type ResponsesUsage struct {
	Input      int64 // input_tokens
	Cached     int64 // input_tokens_details.cached_tokens
	CacheWrite int64 // input_tokens_details.cache_write_tokens, of some gateways
	Output     int64 // output_tokens
	Reasoning  int64 // output_tokens_details.reasoning_tokens
	Total      int64 // total_tokens; zero when the upstream did not say
	Searches   int64 // items of type web_search_call that searched
	Tools      int64 // items of other tools that the upstream ran: file_search_call
	Sessions   int64 // containers that items of type code_interpreter_call ran in
}

// Quantities takes the usage apart into disjoint quantities and counts one
// request. With a fault it gives no quantities at all.
func (u *ResponsesUsage) Quantities() (Quantities, Fault) {
	tokens := ChatUsage{Prompt: u.Input, PromptCached: u.Cached, PromptCacheWrite: u.CacheWrite,
		Completion: u.Output, Reasoning: u.Reasoning, Total: u.Total}
	q, f := tokens.Quantities()
	if f == FaultNone {
		f = countFault(u.Searches, u.Tools, u.Sessions)
	}
	if f != FaultNone {
		return Quantities{}, f
	}
	q[WebSearch] = uint64(u.Searches)
	q[ToolCall] = uint64(u.Tools)
	q[Session] = uint64(u.Sessions)
	return q, FaultNone
}
