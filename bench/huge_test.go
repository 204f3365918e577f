package bench

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"strconv"
)

func init() {
	n, _ := strconv.Atoi(os.Getenv("HUGE_MB"))
	if n == 0 {
		return
	}
	b := make([]byte, n<<20)
	if err := syscall.Madvise(b, 14); err != nil {
		panic(err)
	}
	b[0] = 1
	b = nil
	runtime.GC()
	_ = debug.FreeOSMemory
}
