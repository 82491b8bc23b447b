import Synchronization

/// A server's certificate and trusted authorities, read from files, and read again when they change.
///
/// New connections get the last valid files; a connection keeps its certificate, so nothing is dropped when a
/// certificate is replaced.
package final class TLSIdentity: Sendable {
    /// The result of checking the files.
    package enum Look: Sendable, Equatable {
        /// Nothing has changed.
        case unchanged
        /// New connections get the files that were read now.
        case replaced
        /// The files have changed and do not fit together; the next look decides, they may be being written.
        case unsettled
        /// The files still do not fit together: the old ones are kept. Reported once for each state of the files.
        case refused(HTTPServiceError)
    }

    private struct State {
        var credentials: TLSCredentials
        var stamps: [FileStamp?]
        /// Stamps of files that did not fit.
        var failed: [FileStamp?]?
        var isTold = false
    }

    /// Where certificate and key lie.
    package let files: TLSFiles

    private let state: Mutex<State>

    /// Reads the files for the first time.
    ///
    /// - Throws: ``HTTPServiceError`` with the file that is wrong.
    package init(_ files: TLSFiles) throws(HTTPServiceError) {
        self.files = files
        let stamps = files.all.map { FileStamp($0) }
        state = Mutex(State(credentials: try TLSCredentials(files), stamps: stamps))
    }

    /// Whether clients must show a certificate.
    package var requiresClient: Bool {
        files.clientAuthorities != nil
    }

    /// When the certificate of new connections expires, in seconds since 1970.
    package var expirySeconds: Int64 {
        current.expirySeconds
    }

    var current: TLSCredentials {
        state.withLock { $0.credentials }
    }

    /// Looks whether the files have changed and reads them again if so; blocks as reading a file does.
    package func refresh() -> Look {
        // Before they are read: a change in the middle of that is seen by the next look.
        let stamps = files.all.map { FileStamp($0) }
        let (known, failed, isTold) = state.withLock { ($0.stamps, $0.failed, $0.isTold) }
        if stamps == known {
            state.withLock { $0.failed = nil }
            return .unchanged
        }
        if stamps == failed, isTold {
            return .unchanged
        }
        do throws(HTTPServiceError) {
            let credentials = try TLSCredentials(files)
            state.withLock { $0 = State(credentials: credentials, stamps: stamps) }
            return .replaced
        } catch {
            let isSecond = stamps == failed
            state.withLock { state in
                state.failed = stamps
                state.isTold = isSecond
            }
            return isSecond ? .refused(error) : .unsettled
        }
    }
}

/// Where a server's certificate and key lie, all of them in PEM.
package struct TLSFiles: Sendable, Equatable {
    /// The certificate, with those between it and the root behind it.
    package let certificate: String
    /// Its private key, without a password.
    package let key: String
    /// Certificates of the authorities that sign clients; nil lets clients in without a certificate.
    package let clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }

    var all: [String] {
        [certificate, key] + (clientAuthorities.map { [$0] } ?? [])
    }
}
