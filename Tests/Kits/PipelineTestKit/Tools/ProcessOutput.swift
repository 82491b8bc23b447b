package import Foundation
import Synchronization

/// What a running program says, read as it comes.
package final class ProcessOutput: Sendable {
    private struct State {
        var text = ""
        /// The program has ended, or cannot be heard any more.
        var isClosed = false
    }

    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)

    package init() {}

    /// Reads everything that comes out of a pipe from now on.
    package func listen(to pipe: Pipe) {
        pipe.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
            }
            take(data)
        }
    }

    /// Everything so far.
    package var text: String {
        state.withLock { $0.text }
    }

    /// Whether nothing more can come.
    package var isClosed: Bool {
        state.withLock { $0.isClosed }
    }

    /// Waits until something was said so many times.
    ///
    /// - Returns: False when the program ended before, or after the time.
    package func has(_ words: String, times: Int = 1, within seconds: Double) -> Bool {
        let deadline = DispatchTime.now() + seconds
        while true {
            let (text, isClosed) = state.withLock { ($0.text, $0.isClosed) }
            if text.components(separatedBy: words).count > times {
                return true
            }
            guard !isClosed, changed.wait(timeout: deadline) == .success else { return false }
        }
    }

    private func take(_ data: Data) {
        state.withLock { state in
            state.text += String(decoding: data, as: UTF8.self)
            state.isClosed = state.isClosed || data.isEmpty
        }
        changed.signal()
    }
}
