import HTTPRequests

/// Asks the process that owns an embedded log to write: train, activate, triage.
///
/// One thread; requests wait at most 60 s.
package final class OwnerClient {
    private let client: HTTPClient
    private let socketPath: String

    /// Makes a client of the owner's control socket.
    package init(socketPath: String) {
        self.socketPath = socketPath
        var options = HTTPClientOptions(unixSocketPath: socketPath)
        options.timeout = .seconds(60)
        client = HTTPClient(options)
    }

    /// Posts to a path of the owner.
    ///
    /// - Returns: The answer's body.
    /// - Throws: ``OwnerFault`` when no owner answers, or it refuses.
    package func post(_ path: String, body: [UInt8]) throws(OwnerFault) -> [UInt8] {
        let answer: HTTPClientAnswer
        do throws(HTTPRequestsError) {
            answer = try client.post("http://localhost\(path)", body: body)
        } catch {
            throw .unreachable(socketPath: socketPath, message: error.description)
        }
        guard answer.status == 200 else {
            throw .refused(answer.text.trimmingNewline)
        }
        return answer.body
    }
}

extension String {
    fileprivate var trimmingNewline: String {
        hasSuffix("\n") ? String(dropLast()) : self
    }
}
