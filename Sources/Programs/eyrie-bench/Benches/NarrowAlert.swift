import EventModel

/// An alert as a program with Foundation reads it when it knows what this one sender sends: a second peer.
///
/// Only the fields that the generated alerts have are asked for, with the one type that they have here. It refuses most
/// of what `Alert` takes: a number as text, a text as number, an array, a missing field's sentinel.
struct NarrowAlert: Decodable {
    let rule: String
    let priority: String
    let source: String?
    let hostname: String?
    let output: String?
    let time: String
    let tags: [String]?
    let fields: Fields?

    enum CodingKeys: String, CodingKey {
        case rule
        case priority
        case source
        case hostname
        case output
        case time
        case tags
        case fields = "output_fields"
    }

    struct Fields: Decodable {
        let texts: [String?]
        let integers: [Int64?]
        let tty: Int64?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            texts = try Key.texts.map { try container.decodeIfPresent(String.self, forKey: $0) }
            integers = try Key.integers.map { try container.decodeIfPresent(Int64.self, forKey: $0) }
            tty = try container.decodeIfPresent(Int64.self, forKey: .procTTY)
        }
    }

    enum Key: String, CodingKey {
        case procName = "proc.name"
        case procPname = "proc.pname"
        case procCmdline = "proc.cmdline"
        case procPcmdline = "proc.pcmdline"
        case procExe = "proc.exe"
        case procExepath = "proc.exepath"
        case procPexe = "proc.pexe"
        case procPexepath = "proc.pexepath"
        case procCwd = "proc.cwd"
        case procAname2 = "proc.aname[2]"
        case procAname3 = "proc.aname[3]"
        case procAname4 = "proc.aname[4]"
        case userName = "user.name"
        case userLoginname = "user.loginname"
        case groupName = "group.name"
        case fdName = "fd.name"
        case fdType = "fd.type"
        case fdL4proto = "fd.l4proto"
        case containerID = "container.id"
        case containerName = "container.name"
        case containerImageRepository = "container.image.repository"
        case containerImageTag = "container.image.tag"
        case k8sNsName = "k8s.ns.name"
        case k8sPodName = "k8s.pod.name"
        case k8sPodUid = "k8s.pod.uid"
        case evtType = "evt.type"
        case evtArgs = "evt.args"
        case evtArgFlags = "evt.arg.flags"
        case procTTY = "proc.tty"
        case procPid = "proc.pid"
        case userUid = "user.uid"
        case userLoginuid = "user.loginuid"
        case fdLport = "fd.lport"
        case fdRport = "fd.rport"
        case containerStartTs = "container.start_ts"
        case evtTime = "evt.time"
        case evtTimeISO8601 = "evt.time.iso8601"

        static let texts: [Key] = [
            .procName, .procPname, .procCmdline, .procPcmdline, .procExe, .procExepath, .procPexe, .procPexepath,
            .procCwd, .procAname2, .procAname3, .procAname4, .userName, .userLoginname, .groupName, .fdName, .fdType,
            .fdL4proto, .containerID, .containerName, .containerImageRepository, .containerImageTag, .k8sNsName,
            .k8sPodName, .k8sPodUid, .evtType, .evtArgs, .evtArgFlags,
        ]
        static let integers: [Key] = [
            .procPid, .userUid, .userLoginuid, .fdLport, .fdRport, .containerStartTs, .evtTime, .evtTimeISO8601,
        ]
    }

    /// What `ParseBench` sums over all alerts.
    var sum: Int64 {
        get throws {
            guard let time = Timestamp(rfc3339: time) else { throw BenchFailure("Foundation read no time") }
            let priority = Priority(spelling: priority)
            return time.nanoseconds / 1_000 + (fields?.tty ?? 0) + Int64(priority.rawValue) + Int64(tags?.count ?? 0)
        }
    }
}
