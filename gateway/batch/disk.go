package batch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"

	"aidollar/internal/durable"
)

// writeJSON replaces a file, durably and whole or not at all.
func writeJSON(path string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return durable.Replace(path, body)
}

func readJSON(path string, v any) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

// openLog opens a file of lines for appending, after cutting off a last line
// that a crash left unfinished. Each whole line is given to f.
func openLog(path string, lineMax int, f func(line []byte) error) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	whole, err := eachLine(file, lineMax, f)
	if err == nil {
		err = file.Truncate(whole)
	}
	if err == nil {
		_, err = file.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

var errLineLong = errors.New("a line is too long")

// eachLine gives f the lines that end in a newline, without it, and returns
// the bytes they take. The line is f's until it returns.
func eachLine(from io.Reader, lineMax int, f func(line []byte) error) (whole int64, err error) {
	buffer := make([]byte, 0, 64<<10)
	begin := 0
	for {
		for {
			i := bytes.IndexByte(buffer[begin:], '\n')
			if i < 0 {
				break
			}
			if err := f(buffer[begin : begin+i]); err != nil {
				return whole, err
			}
			begin += i + 1
			whole += int64(i) + 1
		}
		buffer, begin = buffer[:copy(buffer, buffer[begin:])], 0
		if len(buffer) > lineMax {
			return whole, errLineLong
		}
		if len(buffer) == cap(buffer) {
			buffer = append(make([]byte, 0, 2*cap(buffer)), buffer...)
		}
		n, err := from.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if err == io.EOF {
			return whole, nil
		}
		if err != nil {
			return whole, err
		}
	}
}
