package textmodel

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Sizes of what the toy makes.
const (
	dimensions  = 16   // numbers in an embedding
	pictureSide = 16   // pixels
	soundRate   = 8000 // samples a second, one byte each
	soundOfRune = soundRate / 20
	spokenMax   = 4096 // characters that are read aloud
	pictureMax  = 10
)

// embed serves POST .../embeddings: numbers that follow from the text and mean
// nothing.
func (h *Handler) embed(w http.ResponseWriter, _ *http.Request, body []byte) (int, error) {
	var q struct {
		Model  string          `json:"model"`
		Input  json.RawMessage `json:"input"`
		Format string          `json:"encoding_format"`
	}
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	inputs, err := texts(q.Input, "input")
	if err == nil && len(inputs) == 0 {
		err = errors.New("input is missing")
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	var data []object
	tokens := 0
	for i, text := range inputs {
		tokens += Count(text)
		data = append(data, object{"object": "embedding", "index": i, "embedding": vector(text, q.Format)})
	}
	answer(w, http.StatusOK, object{"object": "list", "data": data, "model": Name, "usage": object{"prompt_tokens": tokens, "total_tokens": tokens}})
	return 0, nil
}

// vector has sixteenths of numbers between -1 and 1, as floats or in base64.
func vector(text, format string) any {
	hash := sha256.Sum256([]byte(text))
	numbers := make([]float32, dimensions)
	for i := range numbers {
		numbers[i] = (float32(hash[i]) - 128) / 512
	}
	if format != "base64" {
		return numbers
	}
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, numbers) // a buffer takes everything
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// moderate serves POST .../moderations. The toy objects to nothing.
func (h *Handler) moderate(w http.ResponseWriter, _ *http.Request, body []byte) (int, error) {
	var q struct {
		Model string          `json:"model"`
		Input json.RawMessage `json:"input"`
	}
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	answer(w, http.StatusOK, object{"id": h.id("modr"), "model": Name, "results": []object{{"flagged": false, "categories": object{}, "category_scores": object{}}}})
	return 0, nil
}

// draw serves POST .../images/generations: squares of one colour.
func (h *Handler) draw(w http.ResponseWriter, _ *http.Request, body []byte) (int, error) {
	var q struct {
		Model  string `json:"model"`
		Prompt string `json:"prompt"`
		N      *int   `json:"n"`
	}
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	if q.Prompt == "" {
		return http.StatusBadRequest, errors.New("prompt is missing")
	}
	n := 1
	if q.N != nil {
		n = *q.N
	}
	return pictures(w, q.Prompt, n)
}

// redraw serves the operations that start from a picture.
func (h *Handler) redraw(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	form, status, err := readForm(r, body)
	if err != nil {
		return status, err
	}
	n := 1
	if text := form.value["n"]; text != "" {
		if n, err = strconv.Atoi(text); err != nil {
			return http.StatusBadRequest, errors.New("n is no number")
		}
	}
	return pictures(w, form.value["prompt"]+string(form.file), n)
}

func pictures(w http.ResponseWriter, seed string, n int) (int, error) {
	if n < 1 || n > pictureMax {
		return http.StatusBadRequest, errors.New("n is not between 1 and 10")
	}
	var data []object
	for i := range n {
		hash := sha256.Sum256([]byte(seed + "#" + strconv.Itoa(i)))
		picture := image.NewPaletted(image.Rect(0, 0, pictureSide, pictureSide), color.Palette{color.RGBA{hash[0], hash[1], hash[2], 255}})
		var b bytes.Buffer
		if err := png.Encode(&b, picture); err != nil {
			return http.StatusInternalServerError, err
		}
		data = append(data, object{"b64_json": base64.StdEncoding.EncodeToString(b.Bytes())})
	}
	answer(w, http.StatusOK, object{"created": time.Now().Unix(), "data": data})
	return 0, nil
}

// speak serves POST .../audio/speech: a beep for each character, as a WAV file.
func (h *Handler) speak(w http.ResponseWriter, _ *http.Request, body []byte) (int, error) {
	var q struct {
		Model string `json:"model"`
		Input string `json:"input"`
	}
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	if n := utf8.RuneCountInString(q.Input); n == 0 || n > spokenMax {
		return http.StatusBadRequest, errors.New("input has no characters, or more than 4096")
	}
	sound := wav(q.Input)
	w.Header().Set("Content-Type", "audio/wav")
	w.Header().Set("Content-Length", strconv.Itoa(len(sound)))
	_, _ = w.Write(sound) // a client that is gone needs no answer
	return 0, nil
}

func wav(text string) []byte {
	length := uint32(utf8.RuneCountInString(text) * soundOfRune)
	b := append(binary.LittleEndian.AppendUint32([]byte("RIFF"), 36+length), "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // plain samples
	b = binary.LittleEndian.AppendUint16(b, 1) // one channel
	b = binary.LittleEndian.AppendUint32(b, soundRate)
	b = binary.LittleEndian.AppendUint32(b, soundRate)
	b = binary.LittleEndian.AppendUint16(b, 1) // bytes of a sample
	b = binary.LittleEndian.AppendUint16(b, 8) // bits of a sample
	b = binary.LittleEndian.AppendUint32(append(b, "data"...), length)
	for _, r := range text {
		half := 5 + int(r%15)
		for i := range soundOfRune {
			b = append(b, byte(112+32*(i/half%2)))
		}
	}
	return b
}

// wavHeader is the length of the header that wav writes.
const wavHeader = 44

// transcribe serves POST .../audio/transcriptions and translations. It hears
// words that follow from the file, and knows the length of its own sound.
func (h *Handler) transcribe(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	form, status, err := readForm(r, body)
	if err != nil {
		return status, err
	}
	seconds := (max(len(form.file)-wavHeader, 1) + soundRate - 1) / soundRate
	p := prompt{limit: OutputMax, seed: string(form.file)}
	text := strings.Join(p.choice(0).tokens, "")
	switch form.value["response_format"] {
	case "text":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(text + "\n")) // a client that is gone needs no answer
	case "verbose_json":
		answer(w, http.StatusOK, object{"task": "transcribe", "language": "english", "duration": float64(seconds), "text": text, "segments": []any{},
			"usage": object{"type": "duration", "seconds": seconds}})
	default:
		answer(w, http.StatusOK, object{"text": text, "usage": object{"type": "duration", "seconds": seconds}})
	}
	return 0, nil
}

// upload is a form with one file.
type upload struct {
	value map[string]string
	file  []byte
}

func readForm(r *http.Request, body []byte) (u upload, status int, err error) {
	_, boundary, found := strings.Cut(r.Header.Get("Content-Type"), "boundary=")
	if !found {
		return u, http.StatusBadRequest, errors.New("the request is no form")
	}
	form, err := multipart.NewReader(bytes.NewReader(body), strings.Trim(boundary, `"`)).ReadForm(bodyMax)
	if err != nil {
		return u, http.StatusBadRequest, errors.New("the form is malformed: " + err.Error())
	}
	u.value = map[string]string{}
	for name, values := range form.Value {
		u.value[name] = values[0]
	}
	for _, name := range [...]string{"file", "image", "image[]"} {
		for _, header := range form.File[name] {
			file, err := header.Open()
			if err != nil {
				return u, http.StatusBadRequest, err
			}
			b := bytes.Buffer{}
			_, err = b.ReadFrom(file)
			_ = file.Close() // it was read
			if err != nil {
				return u, http.StatusBadRequest, err
			}
			u.file = append(u.file, b.Bytes()...)
		}
	}
	if u.value["model"] != Name {
		return u, http.StatusNotFound, errors.New("the model " + strconv.Quote(u.value["model"]) + " does not exist; there is " + Name)
	}
	if len(u.file) == 0 {
		return u, http.StatusBadRequest, errors.New("the form has no file")
	}
	return u, 0, nil
}
