package meter

import "math/bits"

// Meter names one thing that is counted. The meanings are disjoint: an input
// token is counted by exactly one of the Input meters, an output token by
// exactly one of the Output meters.
type Meter uint8

// The meters. Their numbers are part of the log's format: new ones go to the end.
const (
	Request             Meter = iota // calls
	Input                            // text tokens of the prompt, neither read from nor written to a cache
	InputCached                      // text and image tokens of the prompt read from the cache
	InputCacheWrite                  // tokens of the prompt written to the cache for its usual lifetime, minutes
	InputCacheWriteHour              // tokens of the prompt written to the cache for an hour
	InputAudio                       // audio tokens of the prompt, not cached
	InputAudioCached                 // audio tokens of the prompt read from the cache
	InputImage                       // image tokens of the prompt, not cached
	Output                           // text tokens of the answer, without reasoning
	OutputReasoning                  // tokens of reasoning, shown or not
	OutputAudio                      // audio tokens of the answer
	OutputImage                      // image tokens of the answer
	ToolCall                         // calls of tools that the seller runs
	WebSearch                        // web searches that the seller runs
	Image                            // pictures made
	Second                           // seconds of a machine or of a recording
	Byte                             // bytes carried or stored
	Character                        // characters read aloud, translated or written
	GPUSecond                        // seconds of one GPU
	WattHour                         // energy, a thousandth of a kilowatt-hour
	Unit                             // whatever else a seller counts
	ResponseCached                   // answers given out of the gateway's cache
	Session                          // sessions, however long

	meterEnd
)

// MeterCount is the number of meters.
const MeterCount = int(meterEnd)

// A meter's name is also its key in rate cards; the unit is for people.
var meters = [MeterCount]struct{ name, unit string }{
	Request:             {"request", "request"},
	Input:               {"input", "token"},
	InputCached:         {"input_cached", "token"},
	InputCacheWrite:     {"input_cache_write", "token"},
	InputCacheWriteHour: {"input_cache_write_hour", "token"},
	InputAudio:          {"input_audio", "token"},
	InputAudioCached:    {"input_audio_cached", "token"},
	InputImage:          {"input_image", "token"},
	Output:              {"output", "token"},
	OutputReasoning:     {"output_reasoning", "token"},
	OutputAudio:         {"output_audio", "token"},
	OutputImage:         {"output_image", "token"},
	ToolCall:            {"tool_call", "call"},
	WebSearch:           {"web_search", "search"},
	Image:               {"image", "image"},
	Second:              {"second", "second"},
	Byte:                {"byte", "byte"},
	Character:           {"character", "character"},
	GPUSecond:           {"gpu_second", "second"},
	WattHour:            {"watt_hour", "watt-hour"},
	Unit:                {"unit", "unit"},
	ResponseCached:      {"response_cached", "answer"},
	Session:             {"session", "session"},
}

// String gives the meter's name in snake case, "unknown" for what is no meter.
func (m Meter) String() string {
	if int(m) < MeterCount {
		return meters[m].name
	}
	return "unknown"
}

// Unit names what one of the meter's units is: "token", "request".
func (m Meter) Unit() string {
	if int(m) < MeterCount {
		return meters[m].unit
	}
	return "unknown"
}

// MeterNamed finds a meter by its name.
func MeterNamed(name string) (Meter, bool) {
	for i := range meters {
		if meters[i].name == name {
			return Meter(i), true
		}
	}
	return 0, false
}

// Set is a set of meters: bit m stands for meter m.
type Set uint32

// The meters that one unit of a request may turn up under once it is served.
const (
	All Set = 1<<meterEnd - 1

	// TextInput: a text token of the prompt is plain, read from the cache, or
	// written to it.
	TextInput = Set(1)<<Input | 1<<InputCached | 1<<InputCacheWrite | 1<<InputCacheWriteHour
	// AudioInput: an audio token of the prompt is fresh or cached.
	AudioInput = Set(1)<<InputAudio | 1<<InputAudioCached
	// ImageInput: an image token of the prompt may be cached like text.
	ImageInput = Set(1)<<InputImage | TextInput
	// TextOutput: a token of the answer is text or reasoning.
	TextOutput = Set(1)<<Output | 1<<OutputReasoning
	// Prompt: all that together is the length of a prompt in tokens.
	Prompt = TextInput | AudioInput | ImageInput
)

// SetOf makes a set of meters.
func SetOf(list ...Meter) Set {
	var s Set
	for _, m := range list {
		s |= 1 << m
	}
	return s
}

// Has reports whether m is in the set.
func (s Set) Has(m Meter) bool { return s>>m&1 == 1 }

// Len is the number of meters in the set.
func (s Set) Len() int { return bits.OnesCount32(uint32(s)) }

// Next takes the lowest meter out of a set that is not empty.
func (s Set) Next() (Meter, Set) {
	return Meter(bits.TrailingZeros32(uint32(s))), s & (s - 1)
}
