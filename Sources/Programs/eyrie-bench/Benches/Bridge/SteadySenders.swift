import Foundation
import HTTPRequests
import Lifecycle
import Synchronization

/// Falcos that send at a fixed rate over HTTP, one connection and one POST at a time each.
///
/// A sender that had to wait for an answer sends what became due meanwhile at once; how long an answer takes is counted
/// from the moment at which the alert was due.
final class SteadySenders: Sendable {
    /// Connections; a profile's alerts come over one of them.
    static let count = 32

    /// What one sender did.
    struct Record: Sendable {
        /// Whether each alert was answered 200, by its index.
        var isAccepted: [Bool] = []
        var firstFailure: String?
        /// Answers by tenths of a millisecond; the last one is for all that took longer.
        var delays = [Int](repeating: 0, count: 20_001)
    }

    /// A record that its sender's thread writes.
    private final class Book: Sendable {
        let record = Mutex(Record())
    }

    private let url: String
    private let rate: Int
    private let alerts: [SteadyAlerts]
    private let books: [Book]
    private let threads = Mutex<[WorkerThread]>([])

    /// Prepares to send.
    ///
    /// - Parameters:
    ///   - url: Where to.
    ///   - rate: Alerts a second, of all together.
    ///   - seed: Decides what is sent.
    /// - Throws: `BenchFailure` when there are too few profiles for all connections.
    init(url: String, rate: Int, seed: UInt64) throws {
        self.url = url
        self.rate = rate
        alerts = try SteadyAlerts.make(senders: Self.count, seed: seed)
        books = alerts.map { _ in Book() }
    }

    /// Begins.
    func start() throws {
        for index in alerts.indices {
            let thread = WorkerThread(name: "falco-\(index)") { [self] stop in send(index, until: stop) }
            try thread.start()
            threads.withLock { $0.append(thread) }
        }
    }

    /// Ends after the answers that are under way.
    func stop() {
        let threads = threads.withLock { $0 }
        for thread in threads {
            thread.requestStop()
        }
        for thread in threads {
            thread.join()
        }
    }

    /// What became of everything so far, sender by sender.
    var outcome: [Record] {
        books.map { $0.record.withLock { $0 } }
    }

    /// Alerts sent so far, whatever the answer.
    var sentCount: Int {
        books.reduce(0) { sum, book in sum + book.record.withLock { $0.isAccepted.count } }
    }

    private func send(_ sender: Int, until stop: StopFlag) {
        var own = alerts[sender]
        let client = HTTPClient()
        let headers = [HTTPClientHeader("Content-Type", "application/json")]
        var body: [UInt8] = []
        let watch = Stopwatch()
        var index = 0
        while !stop.isSet {
            let due = Double(index * Self.count + sender) / Double(rate)
            let wait = due - watch.seconds
            if wait > 0 {
                if stop.wait(for: .seconds(wait)) { return }
            }
            own.write(index, seconds: Int64(Date().timeIntervalSince1970), into: &body)
            var failure: String?
            do throws(HTTPRequestsError) {
                let answer = try client.post(url, headers: headers, body: body)
                failure = answer.status == 200 ? nil : "answered \(answer.status): \(answer.text)"
            } catch {
                failure = "\(error)"
            }
            let delay = min(20_000, Int((watch.seconds - due) * 10_000))
            books[sender].record.withLock { record in
                record.isAccepted.append(failure == nil)
                record.firstFailure = record.firstFailure ?? failure
                record.delays[max(0, delay)] += 1
            }
            index += 1
        }
    }
}
