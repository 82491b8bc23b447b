import CSQLite

/// An error of SQLite.
///
/// Source: https://www.sqlite.org/rescode.html.
package struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller may react to.
    package enum Code: Sendable, Equatable {
        /// The disk is full, or the file reached its page limit.
        case full
        /// The disk answered with an error; the state of the file is unknown until it is opened again.
        case inputOutput
        /// The file is damaged.
        case corrupt
        /// The file belongs to another program.
        case notADatabase
        /// Another connection holds the lock that was needed, longer than the busy timeout.
        case busy
        /// The file or the connection allows no writing.
        case readOnly
        /// The file cannot be opened or made.
        case cannotOpen
        /// A row breaks a constraint of its table.
        case constraint
        /// Anything else, mostly wrong SQL.
        case other
    }

    package let code: Code
    /// SQLite's extended result code, for the log.
    package let extendedCode: Int32
    /// What was being done, in the gerund form.
    package let action: String
    /// What went wrong, in SQLite's words; never holds bound values.
    package let message: String

    package init(code: Code, extendedCode: Int32, action: String, message: String) {
        self.code = code
        self.extendedCode = extendedCode
        self.action = action
        self.message = message
    }

    init(_ result: Int32, action: String, message: String) {
        let code: Code =
            switch result & 0xFF {
            case SQLITE_FULL: .full
            case SQLITE_IOERR: .inputOutput
            case SQLITE_CORRUPT: .corrupt
            case SQLITE_NOTADB: .notADatabase
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_READONLY: .readOnly
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
            case SQLITE_CONSTRAINT: .constraint
            default: .other
            }
        self.init(code: code, extendedCode: result, action: action, message: message)
    }

    /// What the caller should do.
    package var remedy: String {
        switch code {
        case .full: "make room and retry"
        case .inputOutput: "check the disk, then open the file again"
        case .corrupt: "restore the file from a copy"
        case .notADatabase: "choose another path"
        case .busy: "retry"
        case .readOnly, .cannotOpen: "check the path and its permissions"
        case .constraint, .other: "report this as a bug of the program"
        }
    }

    package var description: String {
        "\(action): \(message) (SQLite code \(extendedCode)); \(remedy)"
    }
}
