package translate

// messagesUsage is what Anthropic's API says was used. Its input_tokens leave
// out what was read from or written to the cache.
type messagesUsage struct {
	Input         int64           `json:"input_tokens"`
	CacheCreation int64           `json:"cache_creation_input_tokens"`
	CacheRead     int64           `json:"cache_read_input_tokens"`
	Lifetimes     *cacheLifetimes `json:"cache_creation,omitempty"`
	Output        int64           `json:"output_tokens"`
	Details       *thoughtTokens  `json:"output_tokens_details,omitempty"`
}

type cacheLifetimes struct {
	Minutes5 int64 `json:"ephemeral_5m_input_tokens"`
	Hour     int64 `json:"ephemeral_1h_input_tokens"`
}

type thoughtTokens struct {
	Thinking int64 `json:"thinking_tokens"`
}

// chatUsage is what OpenAI's API says was used. Its prompt_tokens include all of
// the prompt.
type chatUsage struct {
	Prompt            int64              `json:"prompt_tokens"`
	Completion        int64              `json:"completion_tokens"`
	Total             int64              `json:"total_tokens"`
	PromptDetails     *promptDetails     `json:"prompt_tokens_details,omitempty"`
	CompletionDetails *completionDetails `json:"completion_tokens_details,omitempty"`
}

type promptDetails struct {
	Cached     int64           `json:"cached_tokens"`
	CacheWrite int64           `json:"cache_write_tokens"`
	Lifetimes  *cacheLifetimes `json:"cache_creation_token_details,omitempty"`
}

type completionDetails struct {
	Reasoning int64 `json:"reasoning_tokens"`
}

// sum adds counts. A negative one is nothing, and a sum beyond what JSON's
// readers hold exactly stays there: an upstream can say anything.
func sum(counts ...int64) (total int64) {
	const most = 1 << 53
	for _, n := range counts {
		total += min(max(n, 0), most)
	}
	return min(total, most)
}

// chat writes the usage in OpenAI's form.
func (u *messagesUsage) chat() *chatUsage {
	c := &chatUsage{Prompt: sum(u.Input, u.CacheRead, u.CacheCreation), Completion: sum(u.Output),
		PromptDetails: &promptDetails{Cached: sum(u.CacheRead), CacheWrite: sum(u.CacheCreation), Lifetimes: u.Lifetimes}}
	c.Total = sum(c.Prompt, c.Completion)
	if u.Details != nil {
		c.CompletionDetails = &completionDetails{Reasoning: sum(u.Details.Thinking)}
	}
	return c
}

// messages writes the usage in Anthropic's form. What an impossible usage has
// more in the cache than in the prompt is not made up for.
func (u *chatUsage) messages() *messagesUsage {
	m := &messagesUsage{Output: sum(u.Completion)}
	prompt := sum(u.Prompt)
	if d := u.PromptDetails; d != nil {
		m.CacheRead, m.CacheCreation, m.Lifetimes = sum(d.Cached), sum(d.CacheWrite), d.Lifetimes
	}
	m.Input = max(prompt-m.CacheRead-m.CacheCreation, 0)
	if d := u.CompletionDetails; d != nil && d.Reasoning > 0 {
		m.Details = &thoughtTokens{Thinking: sum(d.Reasoning)}
	}
	return m
}

// later takes what a later event of a stream says, where it says something.
func (u *messagesUsage) later(v *messagesUsage) {
	u.Input, u.Output = max(u.Input, v.Input), max(u.Output, v.Output)
	u.CacheRead, u.CacheCreation = max(u.CacheRead, v.CacheRead), max(u.CacheCreation, v.CacheCreation)
	if v.Lifetimes != nil {
		u.Lifetimes = v.Lifetimes
	}
	if v.Details != nil {
		u.Details = v.Details
	}
}
