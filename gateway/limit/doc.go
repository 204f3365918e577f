// Package limit keeps API keys within their rates and their networks.
//
// A rate is so many requests and so many tokens a minute. Each is a bucket that
// holds one minute's worth and fills evenly. A call takes its request and the
// tokens it may use before it runs, and what it did not use goes back when its
// usage is known; what it used beyond goes on the account of the next minute.
// A call that a full bucket could not hold is admitted to a full bucket: it is
// not refused for ever. A refused call takes nothing.
//
// Time is an argument, in Unix nanoseconds; the package has no clock.
package limit
