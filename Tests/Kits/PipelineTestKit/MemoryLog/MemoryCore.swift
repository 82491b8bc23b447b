import Lifecycle
import LogPort
import Synchronization

/// What a memory log and its handles share: the state under one mutex, and the way to wait for it to change.
final class MemoryCore: Sendable {
    private let state: Mutex<MemoryLogState>
    /// How often the state may have changed: taken before a look, so that a change between look and wait is not missed.
    private let changes = Monitor(0)

    init(_ initial: MemoryLogState) {
        state = Mutex(initial)
    }

    /// Looks at the state or changes what the test asked for; not a call of the log.
    func withState<Value: Sendable>(_ body: (inout MemoryLogState) -> Value) -> Value {
        let value = state.withLock { body(&$0) }
        changes.change { $0 += 1 }
        return value
    }

    /// Runs one call of the port: counted, with the armed fault before or after its effect.
    func call<Value: Sendable>(
        _ action: String,
        session: Int,
        _ body: (inout MemoryLogState) throws(LogError) -> Value
    ) throws(LogError) -> Value {
        let outcome = state.withLock { state -> Result<Value, LogError> in
            do throws(LogError) {
                let fault = try state.begin(action, session: session)
                let value = try body(&state)
                guard let fault else { return .success(value) }
                throw state.strike(fault, action)
            } catch {
                return .failure(error)
            }
        }
        changes.change { $0 += 1 }
        return try outcome.get()
    }

    /// Runs one call of the port that waits for something: `body` looks again after every change.
    ///
    /// - Parameters:
    ///   - action: Name of the call.
    ///   - session: The session of the handle.
    ///   - maxWaitMilliseconds: How long to wait at most.
    ///   - body: Returns nil while there is nothing yet.
    /// - Returns: nil when nothing came in time.
    /// - Throws: What `body` throws, the armed fault, or `closed`.
    func waitingCall<Value: Sendable>(
        _ action: String,
        session: Int,
        maxWaitMilliseconds: Int,
        _ body: (inout MemoryLogState) throws(LogError) -> Value?
    ) throws(LogError) -> Value? {
        let deadline = Deadline(afterMilliseconds: maxWaitMilliseconds)
        var fault: InjectedFault?
        var isFirst = true
        while true {
            let seen = changes.look { $0 }
            var hasChanged = false
            let outcome = state.withLock { state -> Result<Value?, LogError> in
                let revision = state.revision
                defer { hasChanged = state.revision != revision }
                do throws(LogError) {
                    if isFirst {
                        fault = try state.begin(action, session: session)
                        isFirst = false
                    } else {
                        try state.checkSession(session, action)
                    }
                    return .success(try body(&state))
                } catch {
                    return .failure(error)
                }
            }
            if hasChanged {
                changes.change { $0 += 1 }
            }
            let value = try outcome.get()
            if let fault {
                throw withState { $0.strike(fault, action) }
            }
            guard value == nil, maxWaitMilliseconds > 0 else { return value }
            guard changes.wait(until: deadline, for: { $0 != seen ? true : nil }) != nil else { return nil }
        }
    }

    /// Runs a commit: all of the transaction becomes visible at once.
    func commit(
        _ transaction: LogTransaction,
        _ action: String,
        session: Int,
        _ body: (inout MemoryLogState, LogTransaction) throws(LogError) -> [Int64]
    ) throws(LogError) -> [Int64] {
        if transaction.appends.count > 1, withState({ $0.flaw == .showsHalfATransaction }) {
            return try commitInHalves(transaction, action, session: session, body)
        }
        return try call(action, session: session) { state throws(LogError) in try body(&state, transaction) }
    }

    /// A planted flaw: the first append is visible while the rest is not yet there.
    private func commitInHalves(
        _ transaction: LogTransaction,
        _ action: String,
        session: Int,
        _ body: (inout MemoryLogState, LogTransaction) throws(LogError) -> [Int64]
    ) throws(LogError) -> [Int64] {
        let half = LogTransaction(appends: Array(transaction.appends.prefix(1)))
        let rest = LogTransaction(appends: Array(transaction.appends.dropFirst()), offsets: transaction.offsets)
        let first = try call(action, session: session) { state throws(LogError) in try body(&state, half) }
        // Long enough for a waiter to look.
        _ = changes.wait(until: Deadline(afterMilliseconds: 5)) { _ in Bool?.none }
        return try first + call(action, session: session) { state throws(LogError) in try body(&state, rest) }
    }
}

/// Notices that two threads use one handle at the same time.
struct HandleUse: ~Copyable, Sendable {
    private let isBusy = Atomic<Bool>(false)

    /// Returns false when another call of the same handle has not ended yet.
    func begin() -> Bool {
        isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }

    func end() {
        isBusy.store(false, ordering: .releasing)
    }
}
