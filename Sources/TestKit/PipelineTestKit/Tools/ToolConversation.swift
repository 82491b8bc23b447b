import Foundation
import Synchronization

/// A running program of others that is told something, answers, and is told more; it is ended with this object.
package final class ToolConversation {
    private final class Output: Sendable {
        struct State {
            var text = ""
            var isClosed = false
        }

        let state = Mutex(State())
        let changed = DispatchSemaphore(value: 0)

        func take(_ data: Data) {
            state.withLock { state in
                state.text += String(decoding: data, as: UTF8.self)
                state.isClosed = state.isClosed || data.isEmpty
            }
            changed.signal()
        }
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Output()

    /// Starts a program.
    ///
    /// - Throws: Why it could not be started.
    package init(_ name: String, _ words: [String]) throws {
        guard let url = OutsideTool.url(of: name) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: name])
        }
        process.executableURL = url
        process.arguments = words
        process.standardInput = input
        let said = Pipe()
        process.standardOutput = said
        process.standardError = said
        said.fileHandleForReading.readabilityHandler = { [output] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
            }
            output.take(data)
        }
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Everything that it has said so far.
    package var text: String {
        output.state.withLock { $0.text }
    }

    /// Says something to it.
    package func tell(_ text: String) {
        input.fileHandleForWriting.write(Data(text.utf8))
    }

    /// Waits until it has said something so many times; false when it ended before, or after twenty seconds.
    package func hasSaid(_ words: String, times: Int = 1) -> Bool {
        let deadline = DispatchTime.now() + 20
        while true {
            let (text, isClosed) = output.state.withLock { ($0.text, $0.isClosed) }
            if text.components(separatedBy: words).count > times {
                return true
            }
            guard !isClosed, output.changed.wait(timeout: deadline) == .success else {
                return false
            }
        }
    }
}
