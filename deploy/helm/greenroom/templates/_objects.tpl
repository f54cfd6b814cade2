{{/*
Behind the names of what is in no namespace: two releases on one cluster have roles of their own. Nothing for the release
`greenroom`, whose names are those of the manifests. Takes the root.
*/}}
{{- define "greenroom.suffix" -}}
{{- if ne .Release.Name "greenroom" -}}{{- printf "-%s" .Release.Name -}}{{- end -}}
{{- end -}}

{{/*
The objects of a folder of deploy/kustomize, in the namespace of the release, as a map {objects: [...]}.
Takes {root, folder}.
*/}}
{{- define "greenroom.objects" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $suffix := include "greenroom.suffix" .root -}}
{{- $objects := list -}}
{{- range $path, $text := .root.Files.Glob (printf "kustomize/%s/*.yaml" .folder) -}}
  {{- range $document := splitList "\n---\n" (toString $text) -}}
    {{- $object := fromYaml $document -}}
    {{- $isInstalled := not (has (get $object "kind") (list "Kustomization" "Namespace")) -}}
    {{- if $isInstalled -}}
      {{- if has $object.kind (list "ClusterRole" "ClusterRoleBinding") -}}
        {{- $_ := set $object.metadata "name" (print $object.metadata.name $suffix) -}}
      {{- else -}}
        {{- $_ := set $object.metadata "namespace" $namespace -}}
      {{- end -}}
      {{- with get $object "roleRef" -}}
        {{- if eq .kind "ClusterRole" -}}
          {{- $_ := set . "name" (print .name $suffix) -}}
        {{- end -}}
      {{- end -}}
      {{- range default list (get $object "subjects") -}}
        {{- $_ := set . "namespace" $namespace -}}
      {{- end -}}
      {{- $objects = append $objects $object -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- dict "objects" $objects | toYaml -}}
{{- end -}}

{{/* A Deployment as the values of its part want it. Takes {root, object, values}. */}}
{{- define "greenroom.deployment" -}}
{{- $spec := .object.spec.template.spec -}}
{{- $container := first $spec.containers -}}
{{- $_ := set .object.spec "replicas" (int .values.replicas) -}}
{{- $tag := default .root.Chart.AppVersion .values.image.tag -}}
{{- $_ := set $container "image" (printf "%s:%s" .values.image.repository $tag) -}}
{{- $_ := set $container "resources" (mergeOverwrite $container.resources (deepCopy .values.resources)) -}}
{{- with .values.nodeSelector -}}{{- $_ := set $spec "nodeSelector" . -}}{{- end -}}
{{- with .values.tolerations -}}{{- $_ := set $spec "tolerations" . -}}{{- end -}}
{{- $pullSecrets := list -}}
{{- range .root.Values.imagePullSecrets -}}
  {{- $pullSecrets = append $pullSecrets (dict "name" .) -}}
{{- end -}}
{{- with $pullSecrets -}}{{- $_ := set $spec "imagePullSecrets" . -}}{{- end -}}
{{- with .values.secretName -}}
  {{- $_ := set (first $container.envFrom) "secretRef" (dict "name" .) -}}
{{- end -}}
{{- range $name, $value := include "greenroom.variables" .values | fromYaml -}}
  {{- $_ := set $container "env" (append $container.env (dict "name" $name "value" $value)) -}}
{{- end -}}
{{- with .values.config -}}
  {{- /* A portal reads its configuration when it starts: another one takes another pod. */ -}}
  {{- $annotations := dict "greenroom/config" (toYaml . | sha256sum) -}}
  {{- $_ := set $.object.spec.template.metadata "annotations" $annotations -}}
{{- end -}}
{{- toYaml .object -}}
{{- end -}}

{{/* What the manifests' `app-config.yaml` reads of the environment, where it is said. Takes the values of a part. */}}
{{- define "greenroom.variables" -}}
{{- $images := default dict .images -}}
{{- $all := dict
  "GREENROOM_GATEWAY_URL" .gatewayUrl
  "GREENROOM_MODEL_SERVER_IMAGE" $images.modelServer
  "GREENROOM_STORAGE_INITIALIZER_IMAGE" $images.storageInitializer
-}}
{{- range $name, $value := $all -}}
{{- with $value }}
{{ $name }}: {{ . | quote }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A Service as the values of its part want it. Takes {object, values}. */}}
{{- define "greenroom.service" -}}
{{- if ne .values.service.type "ClusterIP" -}}
  {{- $_ := set .object.spec "type" .values.service.type -}}
{{- end -}}
{{- with .values.service.annotations -}}
  {{- $_ := set $.object.metadata "annotations" . -}}
{{- end -}}
{{- toYaml .object -}}
{{- end -}}

{{/* All objects of a folder. Takes {root, folder, values}. */}}
{{- define "greenroom.folder" -}}
{{- $all := include "greenroom.objects" . | fromYaml -}}
{{- range $object := $all.objects }}
---
{{ if eq $object.kind "Deployment" -}}
{{ include "greenroom.deployment" (dict "root" $.root "object" $object "values" $.values) }}
{{- else if eq $object.kind "Service" -}}
{{ include "greenroom.service" (dict "object" $object "values" $.values) }}
{{- else -}}
{{- if and (eq $object.kind "ConfigMap") $.values.config -}}
  {{- $_ := set $object.data "site.yaml" (toYaml $.values.config) -}}
{{- end -}}
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end -}}
