// What the drawing board calls its tools; the parts come in English.
const WORDS = {
  "Activate hand tool": "拖动画布", "Activate lasso tool": "框选", "Activate create/remove space tool": "增减空间",
  "Activate global connect tool": "连线", "Create start event": "开始事件", "Create end event": "结束事件",
  "Create intermediate/boundary event": "中间事件", "Create gateway": "网关", "Create task": "任务",
  "Create expanded sub-process": "子流程", "Create data object reference": "数据对象", "Create data store reference": "数据存储",
  "Create pool/participant": "泳池", "Create group": "分组", "Append end event": "接结束事件", "Append gateway": "接网关",
  "Append task": "接任务", "Append user task": "接用户任务", "Append intermediate/boundary event": "接中间事件",
  "Add text annotation": "加注释", "Change element": "更换类型", "Change type": "更换类型", "Connect to other element": "连到其他元素",
  "Connect using association": "用关联线连接", "Connect using sequence/message flow or association": "连线", "Delete": "删除", "Remove": "删除",
  "Set color": "颜色", "Task": "任务", "User task": "用户任务", "Manual task": "人工任务", "Service task": "服务任务", "Send task": "发送任务",
  "Receive task": "接收任务", "Business rule task": "业务规则任务", "Script task": "脚本任务", "Call activity": "调用活动",
  "Sub-process (collapsed)": "子流程（收起）", "Sub-process (expanded)": "子流程（展开）", "Exclusive gateway": "排他网关",
  "Parallel gateway": "并行网关", "Inclusive gateway": "包容网关", "Complex gateway": "复杂网关", "Event-based gateway": "事件网关",
  "Parallel multi-instance": "多家同时办理", "Sequential multi-instance": "多家依次办理", "Loop": "循环", "Sequence flow": "顺序流",
  "Default flow": "默认流向", "Conditional flow": "条件流向", "Start event": "开始事件", "End event": "结束事件", "Terminate end event": "终止结束事件",
  "Search in diagram": "在图中查找",
};

export default {
  translate: ["value", (template, replacements = {}) =>
    (WORDS[template] || template).replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`)],
};
