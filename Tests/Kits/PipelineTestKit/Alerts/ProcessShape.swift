/// The process that an alert is about, and what it touched.
struct ProcessShape: Sendable {
    var name: String
    var path: String
    var parent: String
    var commandLine: String
    var user = "root"
    var uid: Int64 = 0
    var loginUID: Int64 = -1
    var tty: Int64 = 0
    var directory = "/"
    var parentPath = "/usr/bin/containerd-shim-runc-v2"
    var parentCommandLine = "containerd-shim -namespace k8s.io -address /run/containerd/containerd.sock"
    /// Grandparent and further up; what is missing is null.
    var ancestors: [String] = ["containerd-shim", "systemd"]
    var eventType = "execve"
    /// File, or connection `10.244.1.7:<port>->10.96.0.1:443`.
    var object: String?
    var remotePort: Int64?

    /// Every field that the process decides.
    var fields: [String: AlertFieldValue] {
        var fields: [String: AlertFieldValue] = [
            "evt.type": .text(eventType), "evt.arg.flags": "EXE_WRITABLE|EXE_LOWER_LAYER",
            "evt.args": "fd=3(<o>) domain=17(AF_PACKET) type=3 proto=3",
            "user.name": .text(user), "user.uid": .integer(uid), "user.loginuid": .integer(loginUID),
            "user.loginname": loginUID < 0 ? "<NA>" : .text(user),
            "group.gid": .integer(uid), "group.name": .text(user),
            "proc.name": .text(name), "proc.exepath": .text(path), "proc.exe": .text(path), "proc.sname": .text(parent),
            "proc.pname": .text(parent), "proc.cmdline": .text(commandLine), "proc.tty": .integer(tty),
            "proc.cwd": .text(directory), "proc.pexe": .text(parentPath), "proc.pexepath": .text(parentPath),
            "proc.pcmdline": .text(parentCommandLine), "proc.pid": .digits(AlertSlot.processID), "proc.vpid": 1,
            "proc.exe_ino.ctime": .digits(AlertSlot.nanoseconds), "proc.exe_ino.mtime": 1_767_225_600_000_000_000,
            "fd.name": object.map { .text($0) } ?? .null,
            "fd.type": remotePort == nil ? "<NA>" : "ipv4", "fd.l4proto": remotePort == nil ? "<NA>" : "tcp",
            "fd.lport": remotePort == nil ? .null : .digits(AlertSlot.port),
            "fd.rport": remotePort.map { .integer($0) } ?? .null,
        ]
        for index in 0..<5 {
            fields["proc.aname[\(index + 2)]"] = index < ancestors.count ? .text(ancestors[index]) : .null
        }
        return fields
    }
}
