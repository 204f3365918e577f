// Package faulty stands between a test and a chain's RPC, and breaks as the test
// says: it is down, it lags, it lies about one method, it forgets what it was sent.
package faulty
