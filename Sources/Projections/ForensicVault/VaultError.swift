package import Database
package import EventModel
package import LogPort

/// Why an operation of the vault failed.
package struct VaultError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller may react to.
    package enum Code: String, Sendable {
        /// The file belongs to another program.
        case foreignFile = "foreign-file"
        /// There is no file.
        case missing
        /// The file was written by a later version.
        case newerFormat = "newer-format"
        /// The file follows another log than this one.
        case foreignLog = "foreign-log"
        /// The disk is full; the same call may succeed later.
        case noRoom = "no-room"
        /// A row does not read back as it was written.
        case damaged
        /// SQLite answered with another error.
        case database
        /// The log has no answer now; the same call may succeed later.
        case unavailable
        /// The log answered with another error.
        case log
    }

    package let code: Code
    /// What was being done, in the gerund form.
    package let action: String
    /// What went wrong.
    package let message: String

    package init(_ code: Code, action: String, message: String) {
        self.code = code
        self.action = action
        self.message = message
    }

    /// Takes what SQLite answered.
    package init(_ error: DatabaseError) {
        let code: Code =
            switch error.code {
            case .full: .noRoom
            case .notADatabase: .foreignFile
            case .corrupt: .damaged
            case .inputOutput, .busy, .readOnly, .cannotOpen, .constraint, .other: .database
            }
        self.init(code, action: error.action, message: "\(error.message) (SQLite code \(error.extendedCode))")
    }

    /// Takes what the log answered.
    package init(_ error: LogError) {
        self.init(error.remedy == .stop ? .log : .unavailable, action: error.action, message: error.message)
    }

    /// Takes a stored payload that does not read.
    package init(_ fault: PayloadFault) {
        self.init(.damaged, action: fault.action, message: fault.message)
    }

    /// What the caller should do.
    package var remedy: String {
        switch code {
        case .foreignFile: "choose another path"
        case .missing: "give the log's folder with --folder (or vault.file), or start `eyrie up`, which makes it"
        case .newerFormat: "use the version of Eyrie that wrote the file, or a later one"
        case .foreignLog: "use the vault of this log, or move the file away to have the vault rebuilt"
        case .noRoom: "make room; nothing is lost while the log keeps records that the vault has not read"
        case .damaged: "move the file away; the vault is rebuilt from the log, as far back as the log reaches"
        case .database: "check the disk and the file's permissions"
        case .unavailable: "retry; the vault continues where it stopped"
        case .log: "see the error of the log"
        }
    }

    package var description: String { "\(action): \(message); \(remedy)" }
}
