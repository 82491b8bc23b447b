import Database
import Glibc

/// Opens the vault's file and checks its owner, rights and version.
///
/// One connection writes, in the owning process; WAL lets others read meanwhile. `synchronous=FULL`: a committed
/// transaction survives a loss of power. NORMAL would be right as well (the positions go back with the rows, and the
/// log is read again), but only while the log still keeps what was read; at the evidence's rate a sync for each batch
/// costs nothing that matters.
///
/// Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous.
enum VaultFile {
    private static let busyTimeoutMilliseconds = 10_000
    /// What a file may: its owner everything, nobody else anything; evidence is not for everybody on the machine.
    private static let permissions: mode_t = 0o600

    /// Opens for writing; makes the file or brings it to this version first.
    static func openForWriting(_ path: String) throws(VaultError) -> Database {
        // SQLite gives its other files the permissions of this one. Only a new one is opened here: closing a file that
        // a connection has open would drop that connection's locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, permissions)
        if descriptor >= 0 {
            Glibc.close(descriptor)
        }
        for name in [path, "\(path)-wal", "\(path)-shm"] {
            tighten(name)
        }
        let database = try open(path, .create)
        let done = try migrationCount(of: database)
        do throws(DatabaseError) {
            try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
            for (index, migration) in VaultSchema.migrations.enumerated().dropFirst(done) {
                try database.run("BEGIN IMMEDIATE; \(migration)")
                try database.run("PRAGMA application_id = \(VaultSchema.applicationID)")
                try database.run("PRAGMA user_version = \(index + 1); COMMIT")
            }
        } catch {
            database.rollback()
            throw VaultError(error)
        }
        return database
    }

    /// Takes the rights of others away from a file that is there and ours.
    private static func tighten(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFREG,
            status.st_mode & 0o777 & ~permissions != 0
        else { return }
        chmod(path, status.st_mode & permissions)
    }

    /// Opens for reading a file that is there and has this version.
    static func openForReading(_ path: String) throws(VaultError) -> Database {
        guard access(path, R_OK) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            let reason = String(cString: strerror(errno))
            throw VaultError(
                isMissing ? .missing : .database,
                action: "opening \(path) for reading",
                message: isMissing ? "there is no vault here" : "this user may not read it (\(reason))"
            )
        }
        let database = try open(path, .readOnly)
        let done = try migrationCount(of: database)
        guard done == VaultSchema.migrations.count else {
            throw VaultError(
                .database,
                action: "opening \(path) for reading",
                message: "the file has format \(done) and waits for `eyrie up` to bring it to "
                    + "\(VaultSchema.migrations.count)"
            )
        }
        do throws(DatabaseError) {
            try database.run("PRAGMA query_only = ON")
        } catch {
            throw VaultError(error)
        }
        return database
    }

    private static func open(_ path: String, _ access: Database.Access) throws(VaultError) -> Database {
        do throws(DatabaseError) {
            return try Database(path: path, access: access, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        } catch {
            throw VaultError(error)
        }
    }

    /// Returns how many migrations a file has had; 0 for an empty one.
    private static func migrationCount(of database: Database) throws(VaultError) -> Int {
        let application: Int64
        let version: Int
        let isEmpty: Bool
        do throws(DatabaseError) {
            application = try database.integer("PRAGMA application_id") ?? 0
            version = Int(try database.integer("PRAGMA user_version") ?? 0)
            isEmpty = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
        } catch {
            throw VaultError(error)
        }
        if isEmpty, application == 0, version == 0 {
            return 0
        }
        let action = "opening \(database.path)"
        guard application == VaultSchema.applicationID else {
            throw VaultError(.foreignFile, action: action, message: "the file is not an \(VaultSchema.name)")
        }
        guard version <= VaultSchema.migrations.count else {
            throw VaultError(
                .newerFormat,
                action: action,
                message: "the file has format \(version), this version knows \(VaultSchema.migrations.count)"
            )
        }
        return version
    }
}
