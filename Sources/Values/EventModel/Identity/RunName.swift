import JSONText

/// The name of a batch system's workload in the name of the pod of one run.
///
/// Each shape is cut only where it cannot be read otherwise: by a word that the system adds, by its container's name, or
/// by two random parts. What merely looks alike stays whole.
struct RunName {
    private let head: UnsafeRawBufferPointer
    /// What follows with a hyphen: the step of a run; empty for none.
    private let tail: UnsafeRawBufferPointer

    private init(_ head: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer = .init(start: nil, count: 0)) {
        self.head = head
        self.tail = tail
    }

    /// Looks for a run in a pod's name; nil when it is no run's.
    ///
    /// - Parameters:
    ///   - pod: The pod's name.
    ///   - rest: What is before the five characters that Kubernetes generates; nil when there are none.
    ///   - isContainer: Whether the container has that name.
    init?(
        _ pod: UnsafeRawBufferPointer,
        withoutGenerated rest: UnsafeRawBufferPointer?,
        inContainer isContainer: (StaticString) -> Bool
    ) {
        guard pod.count >= Self.shortest else { return nil }
        if let runner = Self.gitLab(pod) {
            self.init(runner)
        } else if let name = Self.gitHub(pod, rest) ?? Self.tekton(pod, rest) ?? Self.spark(pod) ?? Self.argo(pod) {
            self = name
        } else if let job = Self.jenkins(pod, isContainer) ?? Self.airflow(pod, isContainer) ?? Self.unique(pod) {
            self.init(job)
        } else {
            return nil
        }
    }

    /// The fewest bytes of a name with something to cut.
    private static let shortest = 7

    /// Hands the name to the body, which must not let it escape.
    func withName<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard !tail.isEmpty else { return body(head) }
        return (Array(head) + [0x2D] + tail).withUnsafeBytes(body)
    }

    /// A GitLab runner's: `runner-TOKEN-project-N-concurrent-N` and what is new with each job; the runner and project.
    ///
    /// Source: gitlab-runner, `common/build.go` (`ProjectUniqueName`), `executors/kubernetes` (a hyphen and random
    /// characters, before 13 none), `executors/docker` (`-HASH-build-N`). Container names of Docker have the shape too.
    static func gitLab(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard name.removing(prefix: "runner-") != nil, let project = name.range(of: "-project-", from: 7) else {
            return nil
        }
        let end = name.endOfDigits(from: project.upperBound)
        guard end > project.upperBound, let slot = name.range(of: "-concurrent-", from: end),
            slot.lowerBound == end, name.endOfDigits(from: slot.upperBound) > slot.upperBound
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: name[..<end])
    }

    /// A runner of GitHub's Actions Runner Controller: `SET-xxxxx-runner-xxxxx`, with `-workflow` the pod of its job.
    ///
    /// Source: actions-runner-controller, `controllers/actions.github.com` (`GenerateName` of ephemeral runner sets and
    /// runners), runner-container-hooks (`-workflow`). Runners of the older `RunnerDeployment` have two generated parts.
    private static func gitHub(_ pod: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer?) -> RunName? {
        let job = pod.removing(suffix: "-workflow")
        guard let runner = job.flatMap({ Workload.cutting($0, where: Workload.isGenerated) }) ?? rest,
            let set = runner.removing(suffix: "-runner"), let name = Workload.cutting(set, where: Workload.isGenerated)
        else { return nil }
        return job == nil ? RunName(name) : RunName(name, pod.suffix(behind: pod.count - 8))
    }

    /// A task of Tekton: `RUN-TASK-pod`, where RUN is `PIPELINE-xxxxx`; pipeline and task.
    ///
    /// Source: tektoncd/pipeline, `pkg/pod/pod.go` (`-pod`, `-pod-retryN`, before 0.20 `-pod-xxxxx`), knative
    /// `kmeta.ChildName` (a name that is too long ends in the 32 digits of an MD5), `affinity-assistant-` and ten digits.
    private static func tekton(_ pod: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer?) -> RunName? {
        if let hash = pod.removing(prefix: "affinity-assistant-")?.removing(suffix: "-0"), hash.count == 10,
            hash.allSatisfy(\.isHexadecimal)
        {
            return RunName(UnsafeRawBufferPointer(rebasing: pod[..<18]))
        }
        let retried = Workload.cutting(pod) { $0.removing(prefix: "retry")?.isNumber ?? false }
        for name in [pod, retried, rest] {
            guard var run = name?.removing(suffix: "-pod") else { continue }
            var isHashed = false
            if run.count > 32, run.suffix(32).allSatisfy(\.isHexadecimal) {
                run = UnsafeRawBufferPointer(rebasing: run[..<(run.count - 32)])
                if run.last == 0x2D { run = UnsafeRawBufferPointer(rebasing: run.dropLast()) }
                isHashed = true
            }
            if let name = withoutRun(run) { return name }
            if isHashed, !run.isEmpty { return RunName(run) }
        }
        return nil
    }

    /// A step of an Argo workflow: `WORKFLOW-TEMPLATE-HASH` or `WORKFLOW-HASH`; WORKFLOW is `NAME-xxxxx`, of a
    /// CronWorkflow `NAME-SECONDS`, and the pod of a single step has that name.
    ///
    /// Source: argoproj/argo-workflows, `workflow/util/pod_name.go` (an FNV-1a of 32 bits in decimal digits),
    /// `workflow/cron` (seconds since 1970). A workflow with a fixed name has fixed pods: its hash stays.
    private static func argo(_ pod: UnsafeRawBufferPointer) -> RunName? {
        guard let run = Workload.cutting(pod, where: { 7...10 ~= $0.count && $0.isNumber }) else { return nil }
        return withoutRun(run) ?? Workload.cutting(pod, where: isSeconds).map { RunName($0) }
    }

    /// A driver or executor of Spark: `APP-ID-driver`, `APP-ID-exec-N`; the application and what it is.
    ///
    /// Source: apache/spark, resource-managers/kubernetes, `KubernetesConf.getResourceNamePrefix` and
    /// `KubernetesUtils.uniqueID` (hexadecimal digits of random bytes and the time; before 3.0 the milliseconds),
    /// `BasicExecutorFeatureStep`; kubeflow/spark-operator, scheduled applications (`NAME-NANOSECONDS`).
    private static func spark(_ pod: UnsafeRawBufferPointer) -> RunName? {
        let isExecutor = pod.removing(suffix: "-driver") == nil
        let executor = isExecutor ? Workload.cutting(pod, where: \.isNumber)?.removing(suffix: "-exec") : nil
        guard let application = pod.removing(suffix: "-driver") ?? executor else { return nil }
        let role = UnsafeRawBufferPointer(
            rebasing: pod[(application.count + 1)..<(application.count + (isExecutor ? 5 : 7))]
        )
        guard var name = Workload.cutting(application, where: isSparkID) else { return nil }
        while let shorter = Workload.cutting(name, where: isSparkID) {
            name = shorter
        }
        return RunName(name, role)
    }

    private static func isSparkID(_ part: UnsafeRawBufferPointer) -> Bool {
        (13...16 ~= part.count && part.allSatisfy(\.isHexadecimal) && part.contains(where: \.isDigit))
            || (part.count == 19 && part.isNumber)
    }

    /// An agent of Jenkins: `JOB-BUILD-xxxxx-xxxxx-xxxxx`, or `TEMPLATE-xxxxx` in the container `jnlp`.
    ///
    /// Source: jenkinsci/kubernetes-plugin, `KubernetesSlave.getSlaveName` (five of `bcdfghjklmnpqrstvwxz0123456789`,
    /// `jenkins-agent` without a name) and `PodTemplateStepExecution` (the same behind label and template).
    private static func jenkins(
        _ pod: UnsafeRawBufferPointer,
        _ isContainer: (StaticString) -> Bool
    ) -> UnsafeRawBufferPointer? {
        guard var job = Workload.cutting(pod, where: isJenkinsID) else { return nil }
        var count = 1
        while let shorter = Workload.cutting(job, where: isJenkinsID) {
            job = shorter
            count += 1
        }
        let isAgent = job.equals("jenkins-agent") || job.equals("jenkins-slave")
        guard count >= 3 || isAgent || isContainer("jnlp") else { return nil }
        guard count >= 2 else { return job }
        return Workload.cutting(job) { $0.count <= 7 && $0.isNumber } ?? job
    }

    private static func isJenkinsID(_ part: UnsafeRawBufferPointer) -> Bool {
        guard part.count == 5, !part.isNumber, !Workload.isWord(part) else { return false }
        return part.allSatisfy { character in
            switch character {
            case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: false  // a e i o u y
            case 0x62...0x7A, 0x30...0x39: true
            default: false
            }
        }
    }

    /// A task of Airflow: eight random characters behind DAG and task, told by the container `base`.
    ///
    /// Source: apache/airflow, providers/cncf/kubernetes, `kubernetes_helper_functions.py` (`create_unique_id`,
    /// `add_unique_suffix`: letters and digits) and `KubernetesPodOperator.BASE_CONTAINER_NAME`.
    private static func airflow(
        _ pod: UnsafeRawBufferPointer,
        _ isContainer: (StaticString) -> Bool
    ) -> UnsafeRawBufferPointer? {
        guard let task = Workload.cutting(pod, where: { $0.count == 8 && $0.allSatisfy(\.isLowerOrDigit) }),
            isContainer("base")
        else { return nil }
        return task
    }

    /// A name that ends in a UUID, as those of Airflow before 2.6 and of many others; with or without its hyphens.
    private static func unique(_ pod: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        for length in [32, 36] where pod.count > length + 1 {
            let border = pod[pod.count - length - 1]
            let id = UnsafeRawBufferPointer(rebasing: pod[(pod.count - length)...])
            guard border == 0x2D || border == 0x2E else { continue }
            let isID = id.indices.allSatisfy { index in
                length == 36 && [8, 13, 18, 23].contains(index) ? id[index] == 0x2D : id[index].isHexadecimal
            }
            if isID { return UnsafeRawBufferPointer(rebasing: pod[..<(pod.count - length - 1)]) }
        }
        return nil
    }

    /// Returns a name without the first part that a run adds, which is not its beginning; nil when there is none.
    private static func withoutRun(_ name: UnsafeRawBufferPointer) -> RunName? {
        var start = name.prefix(before: 0x2D).count + 1
        while start < name.count {
            let part = UnsafeRawBufferPointer(rebasing: name[start...]).prefix(before: 0x2D)
            if Workload.isGenerated(part) || isSeconds(part), start > 1 {
                let head = UnsafeRawBufferPointer(rebasing: name[..<(start - 1)])
                let end = start + part.count
                return end < name.count ? RunName(head, name.suffix(behind: end + 1)) : RunName(head)
            }
            start += part.count + 1
        }
        return nil
    }

    /// Seconds since 1970, from 2014 to 2033.
    private static func isSeconds(_ part: UnsafeRawBufferPointer) -> Bool {
        guard part.count == 10, part.isNumber else { return false }
        return part[0] == 0x31 && part[1] >= 0x34
    }
}

extension UnsafeRawBufferPointer {
    /// Whether it is one decimal digit or more, and nothing else.
    fileprivate var isNumber: Bool { !isEmpty && allSatisfy(\.isDigit) }

    /// Returns what is from an index on.
    fileprivate func suffix(behind start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[start...])
    }

    /// Returns where the digits end that begin at an index.
    fileprivate func endOfDigits(from start: Int) -> Int {
        self[start...].firstIndex { !$0.isDigit } ?? count
    }

    /// Returns where a text first stands from an index on.
    fileprivate func range(of text: StaticString, from start: Int) -> Range<Int>? {
        let length = text.utf8CodeUnitCount
        guard start + length <= count else { return nil }
        for index in start...(count - length)
        where UnsafeRawBufferPointer(rebasing: self[index..<(index + length)]).equals(text) {
            return index..<(index + length)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { 0x30...0x39 ~= self }
    fileprivate var isHexadecimal: Bool { isDigit || 0x61...0x66 ~= self }
    fileprivate var isLowerOrDigit: Bool { isDigit || 0x61...0x7A ~= self }
}
