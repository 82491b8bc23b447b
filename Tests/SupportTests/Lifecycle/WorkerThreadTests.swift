import Foundation
import Glibc
import Lifecycle
import Synchronization
import Testing

@Suite("Threads and signals")
struct WorkerThreadTests {
    @Test("A thread runs under its name until it is asked to stop")
    func nameAndStop() throws {
        let journal = Journal()
        let running = StopFlag()
        let thread = WorkerThread(name: "a name of more than 15 bytes") { stop in
            journal.write((try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? "no name")
            running.set()
            #expect(stop.wait())
        }
        #expect(thread.join())
        try thread.start()
        running.wait()
        #expect(!thread.isFinished)
        #expect(!thread.join(within: .zero))
        thread.requestStop()
        #expect(thread.join())
        #expect(thread.join(within: .zero))
        #expect(thread.isFinished)
        #expect(journal.all == ["a name of more \n"])
    }

    @Test("One request wakes all waiters")
    func manyWaiters() throws {
        let flag = StopFlag()
        let threads = (0..<8).map { _ in WorkerThread(name: "w") { _ in #expect(flag.wait()) } }
        for thread in threads { try thread.start() }
        flag.set()
        for thread in threads { #expect(thread.join()) }
        #expect(flag.wait(for: .zero))
    }

    @Test("Waiting ends when the time is over")
    func timeout() {
        let flag = StopFlag()
        #expect(!flag.wait(for: .zero))
        #expect(!flag.wait(for: .microseconds(1)))
        #expect(!flag.wait(for: .seconds(-1)))
    }

    @Test("A thread without a waiter ends by itself")
    func abandoned() throws {
        let ended = StopFlag()
        try WorkerThread(name: "alone") { _ in ended.set() }.start()
        #expect(ended.wait())
    }

    @Test("Signals reach the handler on the watching thread, until it is closed")
    func signals() throws {
        // The mask belongs to a thread: use one of our own, the test's may change.
        let numbers = Mutex<[Int32]>([])
        let thread = WorkerThread(name: "main") { _ in
            // A thread of Dispatch, whose mask is inherited here, has all signals blocked.
            var mask = sigset_t()
            sigemptyset(&mask)
            sigaddset(&mask, SIGTERM)
            pthread_sigmask(SIG_UNBLOCK, &mask, nil)
            let second = StopFlag()
            let watcher = try? SignalWatcher([SIGTERM, SIGINT]) { number in
                let count = numbers.withLock { numbers in
                    numbers.append(number)
                    return numbers.count
                }
                if count == 2 { second.set() }
            }
            guard let watcher else {
                Issue.record("no watcher")
                return
            }
            // Blocked here as in every thread started from here on: it would end the tests otherwise.
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            #expect(sigismember(&mask, SIGTERM) == 1)
            watcher.deliver(SIGINT)
            watcher.deliver(SIGTERM)
            second.wait()
            watcher.close()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            #expect(sigismember(&mask, SIGTERM) == 0)
        }
        try thread.start()
        #expect(thread.join())
        #expect(Set(numbers.withLock { $0 }) == [SIGINT, SIGTERM])
    }
}
