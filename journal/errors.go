package journal

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// Code is the stable, machine-readable name of what went wrong.
type Code string

// The codes of Error. Programs may branch on them; the sentences may change.
const (
	CodeClosed       Code = "journal_closed"        // Append after Close
	CodeDamaged      Code = "journal_damaged"       // bytes on disk are not what was written
	CodeDirectory    Code = "journal_directory"     // the directory cannot be created, read or written
	CodeDiskFull     Code = "journal_disk_full"     // ENOSPC or a quota
	CodeFormat       Code = "journal_format"        // not a journal, or of another version
	CodeIO           Code = "journal_io"            // a read, write or sync failed
	CodeLocked       Code = "journal_locked"        // another process has the directory
	CodeNoLeader     Code = "journal_no_leader"     // no leader was elected in time
	CodeNotLeader    Code = "journal_not_leader"    // this voter does not lead; nothing was appended
	CodeOutcome      Code = "journal_outcome"       // leadership was lost with the record on its way
	CodeRecordSize   Code = "journal_record_size"   // the payload is empty or too large
	CodeSnapshot     Code = "journal_snapshot"      // a snapshot could not be taken or restored
	CodeStateMissing Code = "journal_state_missing" // STATE is gone or older than the log
)

// Error says what broke, where, and what to do. File is a path; Offset is in
// bytes from its start (-1: not known); Index is the engine's entry index and
// Seq the record's sequence (0: not known).
type Error struct {
	Code    Code
	File    string
	Offset  int64
	Index   uint64
	Seq     uint64
	Message string
	cause   error
}

// Error gives the sentence followed by the place.
func (e *Error) Error() string {
	var place []string
	if e.File != "" {
		place = append(place, "file "+e.File)
	}
	if e.Offset >= 0 && e.File != "" {
		place = append(place, fmt.Sprintf("offset %d", e.Offset))
	}
	if e.Index > 0 {
		place = append(place, fmt.Sprintf("index %d", e.Index))
	}
	if e.Seq > 0 {
		place = append(place, fmt.Sprintf("seq %d", e.Seq))
	}
	text := "journal: " + e.Message
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	if len(place) > 0 {
		text += " (" + strings.Join(place, ", ") + ")"
	}
	return text
}

// Unwrap gives the operating system's error where there is one.
func (e *Error) Unwrap() error { return e.cause }

// CodeOf gives the code of the first Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func failure(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Offset: -1, Message: fmt.Sprintf(format, args...)}
}

// ioFailure names a failed file operation; a full disk gets its own code,
// because the operator can mend it.
func ioFailure(err error, file, doing string) *Error {
	code := CodeIO
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		code = CodeDiskFull
		doing += ": the disk is full; free space and start again, every acknowledged record is kept"
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		code = CodeDirectory
		doing += ": the directory cannot be used; give this process read and write access to it"
	}
	return &Error{Code: code, File: file, Offset: -1, Message: doing, cause: err}
}

const adviceDamage = "do not delete or edit anything; copy the directory, then restore it from a backup or another voter"

func damaged(file string, offset int64, index uint64, format string, args ...any) *Error {
	return &Error{
		Code: CodeDamaged, File: file, Offset: offset, Index: index,
		Message: fmt.Sprintf(format, args...) + "; " + adviceDamage,
	}
}
