// Package translate turns OpenAI chat completions into Anthropic messages and
// back: requests, answers, streams and errors, so that a client of either API
// reaches an upstream of the other. It does no I/O and keeps no state but a
// stream's.
//
// What the other API cannot say is refused with a machine code, the parameter's
// path and what would be right. The caller reads the usage it bills from the
// upstream's own answer; the usage in a translated answer is for the client.
//
// What is dropped, because it does not change what the model says:
//   - of chat requests: the labels in metadata other than user_id, store when
//     false, prompt_cache_key, stream_options (the stream's translator is told),
//     service_tier "auto" and "default", an image's detail "auto" and "high", the
//     name and description of a JSON schema, a file's name, a tool call's index, a
//     tool message's name, reasoning_content and annotations of earlier answers, members that are null;
//   - of messages requests: cache_control (OpenAI's servers cache by themselves
//     and charge no premium), thinking blocks of earlier answers (only the model
//     that signed them reads them), service_tier "auto" and "standard_only",
//     thinking.display, a tool call's caller, a document's title and a text
//     document's media_type, citations that are switched off,
//     eager_input_streaming, members that are null;
//   - of answers: what is the provider's own bookkeeping, such as logprobs that
//     nobody asked for, system_fingerprint, container and usage's speed.
//
// What is said in another way: system and developer messages before the first
// other message become the system prompt; a tool result that is an error starts
// with the text of ToolErrorMark; a chat client finds the thinking of the other
// API under reasoning_content and, signed, under thinking_blocks, and may send
// the latter back; the stop reason as the upstream gave it is under
// native_finish_reason.
package translate
