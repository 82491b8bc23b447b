/// A field of a Falco alert that is read by name: top-level members first, then `output_fields`.
///
/// At most 128. The raw values are positions in an alert's own storage and stand nowhere else.
package enum AlertField: UInt8, Sendable, CaseIterable {
    // Top level.
    case rule, source, hostname, output, message
    // The process.
    case procName, procPname, procCmdline, procPcmdline, procExe, procExepath, procPexe, procPexepath, procCwd
    case procArgs, procTTY, procPid, procPpid, procSid, procAname2, procAname3, procAname4, procDuration
    case procIsExeUpperLayer, procIsExeWritable, procIsExeFromMemfd, threadCapEffective
    // The user.
    case userName, userUid, userLoginuid, userLoginname, groupName
    // The descriptor or file.
    case fdName, fdType, fdDirectory, fdFilename, fdRip, fdSip, fdCip, fdLip, fdRport, fdSport, fdCport, fdLport
    case fdL4proto, fdSipName, fsPathName, fsPathTarget
    // The container.
    case containerID, containerName, containerImage, containerImageRepository, containerImageTag
    case containerImageDigest, containerPrivileged, containerStartTs, containerMounts
    // Kubernetes.
    case k8sNsName, k8sPodName, k8sPodUid, k8sDeploymentName, k8sRsName, k8sRcName
    case k8smetaNsName, k8smetaPodName, k8smetaDeploymentName, k8smetaRsName, k8smetaRcName, k8smetaSvcName
    // The event.
    case evtType, evtRes, evtArgFlags, evtTime, evtTimeISO8601, evtArgs
    // Kubernetes audit.
    case kaUserName, kaVerb, kaURI, kaTargetName, kaTargetNamespace, kaTargetResource, kaTargetSubresource
    case kaSourceips, kaResponseCode, kaUserAgent
    // Cloud trail.
    case ctName, ctUser, ctSrcIP, ctRegion

    /// The key in `output_fields`, or of the top-level member.
    package var name: StaticString {
        switch self {
        case .rule: "rule"
        case .source: "source"
        case .hostname: "hostname"
        case .output: "output"
        case .message: "message"
        case .procName: "proc.name"
        case .procPname: "proc.pname"
        case .procCmdline: "proc.cmdline"
        case .procPcmdline: "proc.pcmdline"
        case .procExe: "proc.exe"
        case .procExepath: "proc.exepath"
        case .procPexe: "proc.pexe"
        case .procPexepath: "proc.pexepath"
        case .procCwd: "proc.cwd"
        case .procArgs: "proc.args"
        case .procTTY: "proc.tty"
        case .procPid: "proc.pid"
        case .procPpid: "proc.ppid"
        case .procSid: "proc.sid"
        case .procAname2: "proc.aname[2]"
        case .procAname3: "proc.aname[3]"
        case .procAname4: "proc.aname[4]"
        case .procDuration: "proc.duration"
        case .procIsExeUpperLayer: "proc.is_exe_upper_layer"
        case .procIsExeWritable: "proc.is_exe_writable"
        case .procIsExeFromMemfd: "proc.is_exe_from_memfd"
        case .threadCapEffective: "thread.cap_effective"
        case .userName: "user.name"
        case .userUid: "user.uid"
        case .userLoginuid: "user.loginuid"
        case .userLoginname: "user.loginname"
        case .groupName: "group.name"
        case .fdName: "fd.name"
        case .fdType: "fd.type"
        case .fdDirectory: "fd.directory"
        case .fdFilename: "fd.filename"
        case .fdRip: "fd.rip"
        case .fdSip: "fd.sip"
        case .fdCip: "fd.cip"
        case .fdLip: "fd.lip"
        case .fdRport: "fd.rport"
        case .fdSport: "fd.sport"
        case .fdCport: "fd.cport"
        case .fdLport: "fd.lport"
        case .fdL4proto: "fd.l4proto"
        case .fdSipName: "fd.sip.name"
        case .fsPathName: "fs.path.name"
        case .fsPathTarget: "fs.path.target"
        case .containerID: "container.id"
        case .containerName: "container.name"
        case .containerImage: "container.image"
        case .containerImageRepository: "container.image.repository"
        case .containerImageTag: "container.image.tag"
        case .containerImageDigest: "container.image.digest"
        case .containerPrivileged: "container.privileged"
        case .containerStartTs: "container.start_ts"
        case .containerMounts: "container.mounts"
        case .k8sNsName: "k8s.ns.name"
        case .k8sPodName: "k8s.pod.name"
        case .k8sPodUid: "k8s.pod.uid"
        case .k8sDeploymentName: "k8s.deployment.name"
        case .k8sRsName: "k8s.rs.name"
        case .k8sRcName: "k8s.rc.name"
        case .k8smetaNsName: "k8smeta.ns.name"
        case .k8smetaPodName: "k8smeta.pod.name"
        case .k8smetaDeploymentName: "k8smeta.deployment.name"
        case .k8smetaRsName: "k8smeta.rs.name"
        case .k8smetaRcName: "k8smeta.rc.name"
        case .k8smetaSvcName: "k8smeta.svc.name"
        case .evtType: "evt.type"
        case .evtRes: "evt.res"
        case .evtArgFlags: "evt.arg.flags"
        case .evtTime: "evt.time"
        case .evtTimeISO8601: "evt.time.iso8601"
        case .evtArgs: "evt.args"
        case .kaUserName: "ka.user.name"
        case .kaVerb: "ka.verb"
        case .kaURI: "ka.uri"
        case .kaTargetName: "ka.target.name"
        case .kaTargetNamespace: "ka.target.namespace"
        case .kaTargetResource: "ka.target.resource"
        case .kaTargetSubresource: "ka.target.subresource"
        case .kaSourceips: "ka.sourceips"
        case .kaResponseCode: "ka.response.code"
        case .kaUserAgent: "ka.useragent"
        case .ctName: "ct.name"
        case .ctUser: "ct.user"
        case .ctSrcIP: "ct.srcip"
        case .ctRegion: "ct.region"
        }
    }

    /// How many of the fields are top-level members.
    package static let topLevelCount = 5
}
